#!/usr/bin/env bash
# justext 3.0.2 (BSD-2-Clause, which trafilatura needs) asks for lxml[html_clean], and lxml 6.1.3 (BSD-3-Clause) writes
# the name of that extra in its metadata as html-clean, normalised, as the newer standard for metadata says. pip
# 23.2.1, which comes with Python 3.11.7, compares the names as they are spelt: it warns in one line that lxml has no
# such extra, leaves lxml_html_clean out, and reports success; then `import justext`, and so every import of
# trafilatura, raises ImportError. pip 23.3.2 takes both spellings for one name, installs it, and the import works.
# Whoever needs what an extra brings, and has users with older pips, names the package itself.
# Exits 0 while this is so, and 1 when it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
changed=0
for expected in "23.2.1 ImportError" "23.3.2 imported"; do
  pip=${expected% *}
  python3 -m venv "$folder/$pip"
  "$folder/$pip/bin/pip" install --quiet --disable-pip-version-check "pip==$pip" 2>/dev/null
  "$folder/$pip/bin/pip" install --quiet --disable-pip-version-check justext==3.0.2 lxml==6.1.3 2>"$folder/said"
  seen=$("$folder/$pip/bin/python" - <<'PYTHON'
try:
    import justext
except ImportError:
    print("ImportError")
else:
    print("imported")
PYTHON
  )
  echo "pip $pip, justext 3.0.2, lxml 6.1.3: $seen; seen before: ${expected#* }"
  grep "html_clean" "$folder/said" || true
  [ "$pip $seen" = "$expected" ] || changed=1
done
exit $changed
