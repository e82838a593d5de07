"""Somebody's forward Euler or recurrence: questions, answers, what it does."""
