"""Mail as files: reading Maildir, mbox and .eml; sending into an outgoing Maildir."""
