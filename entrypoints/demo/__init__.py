"""The demonstration: a made-up business, the mail of its night and its owner's morning, all by the real path."""
