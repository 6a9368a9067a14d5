"""The procedures: markdown, and no code."""
