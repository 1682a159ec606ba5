"""Start and end of the process of the command ``citewell``."""

import gc
import os
import sys


def main() -> None:
    """Import the command and run it.

    Imported modules live to the end, so garbage collection during imports would only cost 30 ms.
    """
    gc.disable()
    from qa.serving.cli.main import main as run

    gc.enable()
    try:
        run()
    except SystemExit as ended:
        _end_at_once(ended.code)
        raise


def _end_at_once(code: object) -> None:
    """End the process without tearing down open objects, which would take 40 ms."""
    from qa.serving.cli.shared import kept_to_the_end

    if not (kept_to_the_end and isinstance(code, int)):
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # the reader is gone: Python reports it
        return
    os._exit(code)
