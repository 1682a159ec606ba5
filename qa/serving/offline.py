"""No network after the install: what the libraries below us read from the environment to stay silent."""

import os

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
