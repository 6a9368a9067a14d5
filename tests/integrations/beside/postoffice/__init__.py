"""A post office in files."""
