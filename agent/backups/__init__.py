"""A whole home in one file, made while it is used, and brought back from there."""
