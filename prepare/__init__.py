"""The Spark side; Python is here only to test it from outside."""
