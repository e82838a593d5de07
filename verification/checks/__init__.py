"""The chapters again: what holds each theorem against a run."""
