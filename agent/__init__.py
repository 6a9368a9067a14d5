"""The one path, the approvals, and the conversation that uses them."""
