"""`python -m trainer.compare`: runs side by side."""
