"""Asynchronous training: servers hold the variables, workers send them gradients."""
