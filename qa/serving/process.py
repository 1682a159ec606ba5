"""Environment variables that keep the libraries offline and on few threads."""

import os


def one_thread_for_products() -> None:
    """Let numpy multiply matrices in one thread; call it before numpy is imported.

    A question's products take less than a millisecond; idle threads that spin would take the processor from the
    model, which has threads of its own.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


_SILENCE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "true",
}


def stay_offline() -> None:
    """Tell the model libraries never to look for a hub; call it before they are imported."""
    os.environ.update(_SILENCE)
