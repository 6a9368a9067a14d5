"""Injection: every form of attack in every place where a stranger's words end up, against any model."""
