"""Where the process of the command ``citewell`` begins."""

import gc


def main() -> None:
    """Import the command and run it.

    What is imported lives to the end: looking through it for garbage meanwhile takes 30 ms.
    """
    gc.disable()
    from qa.serving.cli import main as run

    gc.enable()
    run()
