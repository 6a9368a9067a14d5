"""A turn: one member message to one reply."""
