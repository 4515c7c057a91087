"""Pages for a person, each in one file that loads nothing and runs nothing."""
