"""`make bench`: figures, not tests. Medians and ratios with their sizes and goals, written to bench.json."""
