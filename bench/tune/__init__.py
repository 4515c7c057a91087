"""What a search of flags is worth, on rows that it has never seen."""
