"""The contract of schema/FORMAT.md in Python, free of TensorFlow."""
