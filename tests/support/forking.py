"""A shell whose ``citewell`` and ``python`` are quick: each is a fork of one process that has imported all.

usage: python -m tests.support.forking SOCKET

A documented command is run by bash as it stands, pipes and all.  Started anew, each imports for a second; here
a small client hands its arguments, folder, environment and open files to this process, and ends as its fork ends.
The encoder is the one without weights.
"""

import json
import os
import runpy
import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from qa.serving.process import one_thread_for_products, stay_offline

CLIENT = """\
#!{python} -ISE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    told = {{"argv": ["{name}", *sys.argv[1:]], "folder": os.getcwd(), "environment": dict(os.environ)}}
    sent = json.dumps(told).encode()
    socket.send_fds(server, [len(sent).to_bytes(4, "big")], [0, 1, 2])
    server.sendall(sent)
    sys.exit(int(server.recv(3) or b"70"))
"""
"""Nothing but what is built in is imported: Python is up in 15 ms."""
NAMES = ("citewell", "python")
IMPORTED = """
    qa.answering.assistant qa.answering.checking.checker qa.answering.comparison
    qa.evaluation.report qa.evaluation.run
    qa.indexing.build qa.reading.adding qa.serving.cli.main qa.serving.cli.printing.answers qa.serving.json_output
    qa.serving.proof.document faiss py3langid rapidfuzz.process rich.console rich.table tantivy
""".split()
"""None of them starts a thread, which a fork would lack."""
LENGTH_BYTES = 4
STREAMS = 3


def write_clients(folder: Path, address: Path) -> None:
    """Write the commands that are run by the server at this address, for a PATH that begins with the folder."""
    folder.mkdir()
    for name in NAMES:
        client = folder / name
        client.write_text(CLIENT.format(python=sys.executable, address=str(address), name=name), encoding="utf-8")
        client.chmod(0o755)


def serve(address: str) -> None:
    """Run what clients ask for, each in a fork, until the process is terminated."""
    stay_offline()
    one_thread_for_products()
    for name in IMPORTED:
        import_module(name)
    _without_weights()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the first fork
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        os.write(1, b"ready\n")
        while True:
            client, _ = listener.accept()
            with client:
                if not os.fork():
                    listener.close()
                    _answer(client)


def _without_weights() -> None:
    from qa.embedding import loading
    from qa.serving.page.shared import resources
    from tests.support.fakes import FakeEncoder

    for module in (loading, resources):
        vars(module)["load_encoder"] = lambda model, **_: FakeEncoder(name=model)


def _answer(client: socket.socket) -> None:
    """Run one command in a fork of its own, and tell its client how it ended; does not return."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, streams, _, _ = socket.recv_fds(client, LENGTH_BYTES, STREAMS)
    told = json.loads(_exactly(client, int.from_bytes(length, "big")))
    running = os.fork()
    if running:
        for stream in streams:
            os.close(stream)
        code = os.waitstatus_to_exitcode(os.waitpid(running, 0)[1])
        client.sendall(str(code % 256).encode())
        os._exit(0)
    client.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["environment"])
    os._exit(_run(told["argv"]))


def _exactly(client: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        received += client.recv(length - len(received))
    return received


def _run(argv: Sequence[str]) -> int:
    """Run ``citewell …``, ``python FILE …`` or ``python -m MODULE …``; return its exit code."""
    code: object = 0
    try:
        if argv[0] == "citewell":
            sys.argv = [*argv]
            import_module("qa.serving.cli.main").main()
        elif argv[1] == "-m":
            sys.argv = [*argv[2:]]
            runpy.run_module(argv[2], run_name="__main__", alter_sys=True)
        else:
            sys.argv = [*argv[1:]]
            sys.path.insert(0, "")
            runpy.run_path(argv[1], run_name="__main__")
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 - shown as Python shows it, by the process that ends with it
        traceback.print_exc()
        code = 1
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:  # as json.tool does with its output
            stream.flush()
    if isinstance(code, str):
        os.write(2, f"{code}\n".encode())
        return 1
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    serve(sys.argv[1])
