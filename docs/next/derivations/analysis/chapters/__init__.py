"""The theorems, chapter by chapter, in the order in which they are told."""
