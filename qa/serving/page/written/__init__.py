"""The part of the Ask view that shows what a model wrote."""
