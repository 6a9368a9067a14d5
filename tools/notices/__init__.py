"""What the owner is told, and where: notices, the ways that they reach the owner, quiet hours."""
