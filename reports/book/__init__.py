"""The report as a document: page, paper, figures, citations, course pack."""
