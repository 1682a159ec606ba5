"""Benchmarks: run by hand, with figures kept in results/."""

from qa.serving.process import one_thread_for_products

one_thread_for_products()  # as in the command
