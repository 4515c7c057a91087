"""Benchmarks, and the rows they run on."""
