"""Where Sparky runs: each folder starts the same programs somewhere else."""
