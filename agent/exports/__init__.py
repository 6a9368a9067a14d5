"""Exports: tables for other programs, and one person's whole record."""
