"""Ranking quality of `ncf` on MovieLens-100k, by the protocol of its paper."""
