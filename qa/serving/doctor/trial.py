"""Tries one part of the program in a process of its own, so that a crash is a finding and not an end.

usage: python -m qa.serving.doctor.trial import MODULE
       python -m qa.serving.doctor.trial model NAME CACHE

Prints one JSON object; whatever is wrong is the last line of the traceback on standard error.
"""

import importlib
import json
import sys
from pathlib import Path
from time import process_time

from qa.serving.process import stay_offline

TEXTS = 8
BATCH_TOKENS = 2048
WORDS = "Rest for a day and then move again, since walking a little on most days is good for the back. "


def main() -> None:
    """Do what the arguments say."""
    stay_offline()
    what, *arguments = sys.argv[1:]
    found = _import(*arguments) if what == "import" else _model(*arguments)
    sys.stdout.write(json.dumps(found))


def _import(name: str) -> dict[str, str]:
    """Import a module; of torch also tell what it was built for."""
    if name == "torch":
        from qa.embedding.torch_encoder import build_of_torch

        return build_of_torch()
    if name == "openvino":
        from qa.embedding.openvino_import import openvino

        openvino()
    importlib.import_module(name)
    return {}


def _model(name: str, cache: str) -> dict[str, float | str]:
    """Load a model as a question does; tell how many passages of 200 tokens it encodes in a processor second."""
    from qa.embedding.loading import load_encoder

    encoder = load_encoder(name, batch_tokens=BATCH_TOKENS, cache=Path(cache))
    texts, spans = [WORDS * 10] * TEXTS, [()] * TEXTS
    encoder.encode(texts, spans)  # the first time also makes what later ones use
    start = process_time()
    encoder.encode(texts, spans)
    return {"rate": TEXTS / (process_time() - start), "runtime": str(getattr(encoder, "runtime", ""))}


if __name__ == "__main__":
    main()
