"""How the reader is trained and measured: messages of many voices, each labelled with what it asks for."""
