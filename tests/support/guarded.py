"""Runs a script with every way to the network refused, and noted in a file.

python -m tests.support.guarded NOTES SCRIPT ARGUMENT...

The first line of the notes says that the guard stands; each later one is an attempt.
"""

import os
import runpy
import sys
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

STANDS = "the guard stands"
ADDRESS_OF = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
}
"""Audit events that lead out of this machine, and which of their arguments says where to."""


def is_here(address: object) -> bool:
    """Tell whether an address is this machine: loopback, a socket in the file system, or none at all."""
    if isinstance(address, tuple):  # host, port ...
        return is_here(address[0])
    if isinstance(address, bytes | bytearray):
        return is_here(address.decode(errors="replace"))
    if address is None or address in ("", "localhost") or str(address).startswith(("/", "\0")):
        return True
    try:
        return ip_address(str(address)).is_loopback
    except ValueError:
        return False


def guard(notes: Path) -> None:
    """Refuse, and note, whatever would leave this machine; there is no way back for the process."""

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event in ADDRESS_OF and not is_here(arguments[ADDRESS_OF[event]]):
            with notes.open("a") as file:
                file.write(f"{event} {arguments[ADDRESS_OF[event]]}\n")
            raise OSError(f"guarded: {event}")

    notes.write_text(f"{STANDS}\n")
    sys.addaudithook(refuse)


def run_here(path: str, command: Sequence[str]) -> None:
    """Do what ``os.execv`` does for ``python -m MODULE ...``, in this process, where the guard stands."""
    del path
    module, *arguments = command[2:]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def main() -> None:
    """Guard this process, then run the script in it."""
    notes, script, *arguments = sys.argv[1:]
    guard(Path(notes))
    os.execv = run_here  # type: ignore[assignment]
    sys.argv = [script, *arguments]
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
