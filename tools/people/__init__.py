"""People and companies: who they are, how they are reached, what identifies them."""
