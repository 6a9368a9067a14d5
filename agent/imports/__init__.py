"""Files of people: read whatever program wrote them, their columns matched with our fields, brought in by lines."""
