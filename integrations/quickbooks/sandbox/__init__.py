"""A practice company: answers as QuickBooks Online does, on loopback, so that an owner can try without an account."""
