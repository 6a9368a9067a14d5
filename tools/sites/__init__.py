"""Properties where work is done, and who has a part in them."""
