"""Tests of the data source from PySpark and against TensorFlow."""
