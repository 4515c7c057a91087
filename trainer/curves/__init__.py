"""What TensorBoard shows of a run: written while it trains, read for its report."""
