"""What a visitor takes along: what is shown is shared, printed, read aloud or saved, and its text is larger."""
