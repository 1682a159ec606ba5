"""Ask your own articles, and get the passages that answer, cited to the character.

from qa import Assistant, load_settings

assistant = Assistant.open(load_settings())
answer = assistant.ask("why does my back hurt when I lift my leg")
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.answering.assistant import Assistant
    from qa.settings import load_settings

__all__ = ["Assistant", "load_settings"]


def __getattr__(name: str) -> object:
    """Import each public name when it is first asked for, so that importing ``qa`` itself costs nothing."""
    if name == "Assistant":
        from qa.answering.assistant import Assistant

        return Assistant
    if name == "load_settings":
        from qa.settings import load_settings

        return load_settings
    raise AttributeError(f"module 'qa' has no attribute '{name}'")
