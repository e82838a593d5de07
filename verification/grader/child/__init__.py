"""What runs beside somebody else's code; sent there as source."""
