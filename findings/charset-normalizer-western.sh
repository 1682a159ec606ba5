#!/usr/bin/env bash
# charset-normalizer 3.5.2 (MIT), which guesses the encoding of bytes, takes texts in Windows-1252 for ones in
# Windows-1250, in a Baltic or in a Mac's encoding, long ones too: "4 °C" becomes "4 įC" and "à" becomes "ŕ", without
# a word. So who indexes files of people who write French, Spanish or degrees reads other letters and other signs.
# Who needs them right first tries Windows-1252, and takes it where no sign stands in it that its languages lack.
# Exits 0 while this is so, and 1 when it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check charset-normalizer==3.5.2 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from charset_normalizer import from_bytes

TEXTS = (
    "Item;Temp\nfridge;4 °C\nfreezer;–18 °C\n5 µg;½ tablet\n",
    "Médicament;Posologie\nIbuprofène;à prendre après le repas\nPour les bébés, demander au médecin où acheter\n" * 20,
    "Niños;½ comprimido\nAdultos;sólo después de comer; según el médico; mañana y noche\n" * 20,
)
print(f"charset-normalizer {version('charset-normalizer')}")
right = 0
for text in TEXTS:
    best = from_bytes(text.encode("cp1252")).best()
    right += best is not None and str(best) == text
    print(f"{text[:30]!r}: taken for {best.encoding if best else None}")
sys.exit(bool(right))
PYTHON
