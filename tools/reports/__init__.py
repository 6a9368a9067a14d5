"""Lists and summaries: what is due, what waits, how the pipeline stands (rows C3–C6, C14)."""
