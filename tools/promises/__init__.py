"""The touches and promises: interactions, reminders, hand-offs."""
