"""The texts around a marked term."""

TERM = "Definition of {term}"
CLOSE = "Close the definition"
SOURCE = "Defined in"
HINT = "Show its definition"
