"""The owner's page: server-rendered, on loopback, for a phone in a van (docs/web.md)."""
