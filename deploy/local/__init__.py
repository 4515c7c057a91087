"""The main job on one machine: click log to served predictions."""
