"""Follow-up sequences."""
