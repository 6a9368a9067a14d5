"""Training and measuring the reader: messages of many voices, each labelled with what it asks for."""
