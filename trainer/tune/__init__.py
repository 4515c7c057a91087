"""`python -m trainer.tune`: searches the flags with the lowest evaluate logloss."""
