"""Somebody's momentum update: what it is asked, what it does, what that is called."""
