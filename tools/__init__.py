"""The tools, by area; a module here is found by `tools.registry` without any list naming it."""
