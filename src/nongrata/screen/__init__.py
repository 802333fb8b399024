"""Evidence, weights, scorer, explanation."""
