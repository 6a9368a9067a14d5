"""The report of a run, for people: a table, and one page with the transcript of every failure."""
