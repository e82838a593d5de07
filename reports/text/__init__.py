"""One formula, many forms: text, LaTeX, Typst; and what a terminal is told."""
