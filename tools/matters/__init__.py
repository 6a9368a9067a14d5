"""What every area shares: who and what is meant, what is on record about them, their numbers and history."""
