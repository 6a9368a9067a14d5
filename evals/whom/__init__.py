"""Sentences said of the people of a crowd with many near names, and on whose record each came to be written."""
