"""The embeddings and weights of an exported model as tables that other tools read."""
