"""Faults by enumeration: kills, losses of power, damage and long use; `make trust` runs all of them."""
