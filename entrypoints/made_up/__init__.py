"""Makes a believable business: its people, their jobs, and everything that was said, all invented and repeatable."""
