"""Bringing people in from files: matched as on every other door, audited, and taken back as a whole."""
