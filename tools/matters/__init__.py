"""The parts that every area shares: the resolver, what is on record about people and matters, their numbers and history."""
