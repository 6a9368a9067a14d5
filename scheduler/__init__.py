"""The scheduler: routines, what is due, which process leads, and what goes to the owner's phone and mail."""
