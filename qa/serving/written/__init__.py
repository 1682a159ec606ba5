"""An answer that a model writes, in the form that every door gives."""
