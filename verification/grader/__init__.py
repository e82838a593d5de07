"""Somebody else's code: asked in a contained process, judged outside."""
