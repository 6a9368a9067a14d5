"""One person on record twice: found, merged, taken apart."""
