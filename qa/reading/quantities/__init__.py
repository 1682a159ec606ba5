"""Numbers, units, ranges, bounds and dates in a text, exactly."""
