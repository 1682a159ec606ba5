"""What a terminal is shown: answers, comparisons, evaluations and checked texts."""
