"""Turning a real conversation that went wrong into a case: what was there, what was said, what came of it."""
