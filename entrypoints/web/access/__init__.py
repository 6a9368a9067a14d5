"""The access to the page: passwords, one-time links, sessions, and how often one may try."""
