"""The SavedModel: the model with its preprocessing, under three signatures."""
