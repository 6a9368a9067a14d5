"""Messages to customers; each is a card before it is sent (hard stop H1)."""
