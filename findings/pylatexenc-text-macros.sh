#!/usr/bin/env bash
# pylatexenc 2.11 (MIT), LatexNodes2Text().latex_to_text: LaTeX's own names for three plain characters do not come back
# as these characters. \textasciicircum, which LaTeX prints as "^" (U+005E), comes back as the modifier letter U+02C6;
# \textbraceleft and \textbraceright, which print "{" and "}", come back as nothing at all, while \{ and \} do come
# back, and so do \textasciitilde and \textbackslash. Whoever reads BibTeX by it loses characters without an error.
# Exits 0 while this is so, and 1 when it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pylatexenc==2.11 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from pylatexenc.latex2text import LatexNodes2Text

seen_before = {
    r"a\textasciicircum{}b": "a\u02c6b",
    r"a\textbraceleft{}b": "ab",
    r"a\textbraceright{}b": "ab",
    r"a\{b\}": "a{b}",
    r"a\textasciitilde{}b": "a~b",
    r"a\textbackslash{}b": "a\\b",
}
print("pylatexenc", version("pylatexenc"))
changed = False
for tex, before in seen_before.items():
    now = LatexNodes2Text().latex_to_text(tex)
    changed |= now != before
    print(f"{tex:25} -> {now!a:12} seen before: {before!a}")
sys.exit(changed)
PYTHON
