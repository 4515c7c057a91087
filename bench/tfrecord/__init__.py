"""The data source against its peers: what `make bench-tfrecord` measures."""
