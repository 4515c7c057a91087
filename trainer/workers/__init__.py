"""Several processes that train one model: who they are, and how each takes part."""
