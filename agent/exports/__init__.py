"""What is on record, out again: tables for other programs, and one person's whole record."""
