"""Ask your own articles, and get the passages that answer, cited to the character.

from qa import Assistant, load_settings

assistant = Assistant.open(load_settings())
answer = assistant.ask("why does my back hurt when I lift my leg")

What stands in ``__all__`` is what other programs may rely on; everything else may change without notice.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.answering.assistant import Assistant
    from qa.answering.checking.checker import check_text
    from qa.answering.checking.records import TextCheck
    from qa.errors import CitewellError
    from qa.records import Answer, Citation, Hit, Statement, Verdict
    from qa.settings import Settings, load_settings

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "CitewellError",
    "Hit",
    "Settings",
    "Statement",
    "TextCheck",
    "Verdict",
    "check_text",
    "load_settings",
]

_DEFINED_IN = {
    "Answer": "qa.records",
    "Assistant": "qa.answering.assistant",
    "Citation": "qa.records",
    "CitewellError": "qa.errors",
    "Hit": "qa.records",
    "Settings": "qa.settings",
    "Statement": "qa.records",
    "TextCheck": "qa.answering.checking.records",
    "Verdict": "qa.records",
    "check_text": "qa.answering.checking.checker",
    "load_settings": "qa.settings",
}


def __getattr__(name: str) -> object:
    """Import each public name when it is first asked for, so that importing ``qa`` itself costs nothing."""
    if module := _DEFINED_IN.get(name):
        return getattr(import_module(module), name)
    raise AttributeError(f"module 'qa' has no attribute '{name}'")


def __dir__() -> list[str]:
    """List the public names too, which ``dir`` and completion would not find before they are imported."""
    return sorted({*globals(), *__all__})
