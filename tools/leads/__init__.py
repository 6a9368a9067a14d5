"""Enquiries and the work that comes of them: leads, deals, their conversion and winning."""
