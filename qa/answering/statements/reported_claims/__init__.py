"""Claims that an article reports and does not make, recognised by a learned model."""
