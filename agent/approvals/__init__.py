"""The queue that holds cards, decides them, and the outbox that carries them out."""
