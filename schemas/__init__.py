"""The records and the words: everything else stands on this floor, and it stands on nothing of ours."""
