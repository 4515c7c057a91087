"""A run that begins with the weights of an earlier one: `--warm-start`."""
