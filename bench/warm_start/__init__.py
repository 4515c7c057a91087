"""What a run gains that begins with the weights of the day before."""
