"""The desk that is evaluated: an office of its own for each case, with everything around it in hand."""
