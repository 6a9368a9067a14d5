"""Sentences that owners say to a card in words of their own: `python -m evals cards`."""
