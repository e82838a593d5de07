"""Does it hold: checks, the bounds they use, and the two engines behind them."""
