"""Gmail: signing in, reading what came, sending through drafts."""
