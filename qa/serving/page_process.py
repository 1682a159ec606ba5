"""The process that ``citewell serve`` becomes: Streamlit, which Ctrl-C ends with exit code 0.

usage: python -m qa.serving.page_process run SCRIPT [--OPTION=VALUE ...]

uvicorn stops the server at Ctrl-C and raises the signal again; Streamlit 1.67 would turn the KeyboardInterrupt
into "Aborted!" and exit code 1.
"""

import signal
import sys


def main() -> None:
    """Run Streamlit's own command line; this returns only by SystemExit."""
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    from streamlit.web.cli import main as streamlit

    streamlit(prog_name="streamlit")


if __name__ == "__main__":
    main()
