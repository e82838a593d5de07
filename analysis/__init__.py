"""What is true: the letters, the derivations and the register of theorems."""
