"""What is said of a trained model: how good it is, where, and how sure that is."""
