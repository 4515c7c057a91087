"""Optimizers whose step does not feel the size of the table."""
