"""The layers of the click models."""
