"""The process that ``citewell serve`` becomes: Streamlit, ended by Ctrl-C without a complaint.

usage: python -m qa.serving.page_process run SCRIPT [--OPTION=VALUE ...]

uvicorn stops the server at Ctrl-C and raises the signal again; of the KeyboardInterrupt that would follow,
Streamlit 1.67 makes "Aborted!" and exit code 1.
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
