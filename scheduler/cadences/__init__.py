"""Keeping after new leads: which step is due, and what ends it."""
