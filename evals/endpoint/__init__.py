"""A language model's endpoint of our own on loopback: played by hand, passed on and recorded, or by a script."""
