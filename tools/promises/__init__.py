"""What was said and what was promised: interactions, reminders, hand-offs."""
