"""Taking notices to the owner's mail and phone: what is to go, when it may, in which words, and what became of it."""
