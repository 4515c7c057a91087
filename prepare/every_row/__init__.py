"""Tests of all of prepare: every row of a damaged log is accounted for."""
