"""The process in which somebody else's code runs, and what it cannot do there."""
