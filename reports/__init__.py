"""How it is told: results.json, the terminal, HTML and PDF."""
