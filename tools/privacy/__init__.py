"""Redaction: a person's words leave every record."""
