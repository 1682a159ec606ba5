#!/usr/bin/env bash
# pybtex 0.26.1 (MIT) and bibtexparser 2.1.0 (MIT) read one and the same BibTeX file as different entries. A brace behind
# a backslash counts for pybtex, as it does for the program BibTeX, and does not count for bibtexparser. So of an entry
# whose title has an unpaired \} pybtex ends there, and takes the fields behind it for text between entries: they are
# gone without an error or a warning. bibtexparser gives all three fields, and no failed block.
# Who writes BibTeX for any reader writes \textbraceright{} for an unpaired brace, whose own braces are pairs.
# Exits 0 while this is so, and 1 when it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pybtex==0.26.1 bibtexparser==2.1.0 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import bibtexparser
from pybtex.database import parse_string

ESCAPED = "@misc{k,\n  title = {{Knob \\} lore}},\n  note = {p. 4},\n  annote = {Turn it.}\n}\n"
NAMED = ESCAPED.replace("\\}", "\\textbraceright{}")
SEEN_BEFORE = {
    ("pybtex", "escaped"): ["title"],
    ("bibtexparser", "escaped"): ["title", "note", "annote"],
    ("pybtex", "named"): ["title", "note", "annote"],
    ("bibtexparser", "named"): ["title", "note", "annote"],
}
changed = False
for (parser, how), before in SEEN_BEFORE.items():
    text = ESCAPED if how == "escaped" else NAMED
    if parser == "pybtex":
        now = list(parse_string(text, "bibtex").entries["k"].fields)
    else:
        library = bibtexparser.parse_string(text)
        assert not library.failed_blocks
        now = list(library.entries[0].fields_dict)
    changed |= now != before
    print(f"{parser} {version(parser)}, {how} brace: fields {now}; seen before: {before}")
sys.exit(changed)
PYTHON
