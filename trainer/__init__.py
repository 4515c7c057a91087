"""Training: records in, a trained, evaluated and exported Keras model out."""
