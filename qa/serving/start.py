"""Where the process of the command ``citewell`` begins and ends."""

import gc
import os
import sys


def main() -> None:
    """Import the command and run it.

    What is imported lives to the end: looking through it for garbage meanwhile takes 30 ms.
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
    """End the process where nothing is left to do but to take apart what it opened, which takes 40 ms."""
    from qa.serving.cli.shared import kept_to_the_end

    if not (kept_to_the_end and isinstance(code, int)):
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody reads any more: Python says so itself
        return
    os._exit(code)
