"""Answers to graders and to the people who are graded."""
