#!/usr/bin/env bash
# pytest-xdist 3.8.0 (MIT) beside pytest 9.2.0 (MIT): `--dist loadgroup` gives the tests of one `xdist_group` to several
# workers, without a word. xdist writes the group behind `item._nodeid`, which pytest no longer reads: it keeps a node's
# id elsewhere since. So tests that share a server or a database by their group meet it from two processes, and a
# fixture of a module is made once in each. Beside pytest 8.4.2 the same version of xdist keeps a group on one worker.
# Who needs one worker can have it by file or by scope (`--dist loadfile`, `loadscope`), which read the id itself.
# Exits 0 while this is so, and 1 when it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/test_group.py" <<'PYTHON'
import os
import time
from pathlib import Path

import pytest


@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_of_one_group(number):
    time.sleep(0.2)
    with Path(os.environ["WORKERS"]).open("a") as file:
        file.write(os.environ["PYTEST_XDIST_WORKER"] + "\n")
PYTHON
workers_with() { # PYTEST DIST → how many workers ran the tests
  "$folder/$1/bin/python" -m pytest -q -n 2 --dist "$2" -p no:cacheprovider --rootdir "$folder" "$folder/test_group.py" >/dev/null
  sort -u "$WORKERS" | wc -l
  rm -f "$WORKERS"
}
export WORKERS="$folder/workers"
for version in 8.4.2 9.2.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "pytest==$version" pytest-xdist==3.8.0 2>/dev/null
done
old=$(workers_with 8.4.2 loadgroup) new=$(workers_with 9.2.0 loadgroup) file=$(workers_with 9.2.0 loadfile)
echo "pytest-xdist 3.8.0, eight tests of one group, two workers; workers that ran them:"
echo "pytest 8.4.2, loadgroup: $old; pytest 9.2.0, loadgroup: $new; pytest 9.2.0, loadfile: $file"
[ "$old $new $file" = "1 2 1" ]
