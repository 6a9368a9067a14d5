"""The pages, a module and a template each; found by looking through this folder (docs/web.md)."""
