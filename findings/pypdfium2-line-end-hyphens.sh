#!/usr/bin/env bash
# pypdfium2 5.15.2 (Apache-2.0 or BSD-3-Clause), which reads PDF by PDFium, gives the hyphen of a word that goes on in the
# next line as no hyphen, and as another character from each of two functions: get_text_range() gives U+FFFE, which is
# no character of Unicode, get_text_bounded() gives U+0002, and neither gives the end of the line. The hyphen between two
# numbers stays, with its line end. search() finds such a word in no spelling: neither "X-ray" nor "Xray", "postwar" nor
# "post-war", though it finds the same word in the middle of a line. pypdf 7.1.1 (BSD-3-Clause) gives hyphen and line end.
# Who wants the words as printed puts "-" for both characters, and decides whether it is the word's own by other means.
# Exits 0 while this is so, and 1 when it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  pypdfium2==5.15.2 pypdf==7.1.1 reportlab==5.1.0 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys
from importlib.metadata import version

import pypdf
import pypdfium2
from reportlab.pdfgen.canvas import Canvas

LINES = ("They took an X-", "ray, as in post-", "war days. Pages 10-", "20 show an X-ray.")
file = io.BytesIO()
canvas = Canvas(file)
for row, line in enumerate(LINES):
    canvas.drawString(72, 700 - 16 * row, line)
canvas.save()

page = pypdfium2.PdfDocument(file.getvalue())[0].get_textpage()


def found(words):
    """Return how often PDFium's own search finds some words on the page."""
    search, count = page.search(words), 0
    while search.get_next():
        count += 1
    return count


NOW = {
    "get_text_range": page.get_text_range(),
    "get_text_bounded": page.get_text_bounded(),
    "pypdf": pypdf.PdfReader(file).pages[0].extract_text(),
    **{f"search {words}": found(words) for words in ("X-ray", "Xray", "post-war", "postwar", "ray", "10-20")},
}
BEFORE = {
    "get_text_range": "They took an X\uffferay, as in post\ufffewar days. Pages 10-\r\n20 show an X-ray.",
    "get_text_bounded": "They took an X\x02ray, as in post\x02war days. Pages 10-\r\n20 show an X-ray.",
    "pypdf": "They took an X-\nray, as in post-\nwar days. Pages 10-\n20 show an X-ray.\n",
    "search X-ray": 1,  # of two
    "search Xray": 0,
    "search post-war": 0,
    "search postwar": 0,
    "search ray": 2,
    "search 10-20": 0,
}
print(f"pypdfium2 {version('pypdfium2')}, pypdf {version('pypdf')}, of lines printed as {LINES}")
for name, now in NOW.items():
    print(f"{name}: {now!r}; seen before: {BEFORE[name]!r}")
sys.exit(NOW != BEFORE)
PYTHON
