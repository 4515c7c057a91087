"""The trainer, its reader and its steps, against peers in the same run."""
