"""Benchmarks: run by hand, with figures kept in results/."""
