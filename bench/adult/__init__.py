"""The AUC of wide-deep on UCI Adult, the data set of wide-and-deep's tutorials."""
