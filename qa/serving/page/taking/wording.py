"""The texts of what can be taken along."""

TOOLS = "Take this along"
IN_BROWSER = {
    "save": "Save this answer",
    "saveQuestion": "Save this question",
    "saveAgain": "Save the answer as it is now",
    "isSaved": "Saved",
    "saved": "Saved on this device.",
    "savedQuestion": "Saved on this device. The start page will tell you when the articles answer it.",
    "forgotten": "No longer saved on this device.",
    "see": "See saved answers",
    "full": "There is no room left for saved answers in this browser, so it was not saved.",
    "blocked": "This browser does not let the page keep anything, so it was not saved. Allow site data for it.",
    "unreadable": "What this browser keeps of saved answers cannot be read, so it was not saved.",
    "share": "Share",
    "shared": "Handed to this device to share.",
    "copied": "The link is copied.",
    "copiedHere": "The link is copied. It opens on this computer only.",
    "notCopied": "This browser lets no link be copied. It is in the address bar.",
    "print": "Print or save as PDF",
    "aloud": "Read aloud",
    "pause": "Pause",
    "resume": "Go on",
    "stop": "Stop",
    "reading": "Reading aloud.",
    "paused": "Paused.",
    "stopped": "Stopped.",
    "ended": "Read to the end.",
    "left": "This device has no voice of its own for a part of this, in {languages}, which is left out.",
    "failed": "This browser could not read aloud.",
}
"""What the browser itself writes."""
SIZE = "Text size"
SIZES = {"": "Standard", "large": "Large", "largest": "Largest"}

ON_PAPER = "Sources"
FILE = "file {name}"
HEAD = "When to get help"
