"""What a run came to, for people: a table, and one page with the transcript of every failure."""
