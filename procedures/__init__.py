"""How the work is done: markdown, and no code."""
