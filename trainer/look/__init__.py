"""A look inside outputs: their first rows, and whether they are what they say."""
