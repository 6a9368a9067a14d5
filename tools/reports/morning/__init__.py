"""The morning list (rows C3, C4): a file for each reason to be on it, the page, and what was told."""
