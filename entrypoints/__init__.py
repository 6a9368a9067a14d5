"""The doors: they import everything and decide nothing."""
