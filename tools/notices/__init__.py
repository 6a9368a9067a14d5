"""Notices to the owner: the ways that they reach them, quiet hours."""
