"""All passages in the plane, by their meaning."""
