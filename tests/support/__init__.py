"""What tests share: stand-ins, the served page, invariants."""
