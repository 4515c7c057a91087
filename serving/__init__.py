"""Serving: one predictor core, and the thin ways in that translate and call it."""
