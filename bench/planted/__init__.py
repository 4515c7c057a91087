"""A planted world: rows of click logs whose true click probability is known."""
