"""The procedures as texts to be read."""
