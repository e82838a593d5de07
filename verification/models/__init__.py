"""Runs, what people get wrong in them, and enclosed solutions and bounds to hold them to."""
