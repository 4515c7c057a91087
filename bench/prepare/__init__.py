"""prepare against DuckDB and Polars, in whole processes over the same log."""
