"""Tests: the tree of folders is that of ``qa/``."""

import os

# before numpy is first imported: threads of a library wait for one another busily, which costs twice the processor
# where a worker of pytest runs on every core
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")
