"""What accepts a derivation: both engines, and a theorem with a reader's own numbers."""
