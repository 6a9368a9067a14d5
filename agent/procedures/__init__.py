"""Procedures: loading, checking and routing the markdown files that say how the work is done."""
