"""The reader: which request a message makes, by weights that were trained on how owners talk."""
