"""The command line: one file a command group; each imports what it needs when it runs."""
