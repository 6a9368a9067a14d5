"""Reading customers' mail by rules: parse, strip what is quoted, classify, recognise notices, extract."""
