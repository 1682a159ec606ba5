"""The only words about health that are Citewell's own: shown for a danger that no article mentions.

They say where to get help, and no more.  They are always shown as not from an article.
"""

from collections.abc import Mapping
from types import MappingProxyType

from qa.records import Advice, Urgency

OWN_WORDS = "These are Citewell's own words; no article here says them."
BY_FLAG: Mapping[str, str] = MappingProxyType(
    {
        "self-harm": (
            "Call emergency services or a crisis line now, and do not stay alone: tell someone near you, and "
            "let them stay with you."
        ),
        "overdose": (
            "Call emergency services or a poison centre now, even if you feel well; say what was taken, "
            "how much and when."
        ),
    }
)
"""The line for a flag, whatever other flags are described."""
BY_URGENCY: Mapping[Urgency, str] = MappingProxyType(
    {
        Urgency.NOW: "Call emergency services or go to an emergency department now.",
        Urgency.TODAY: "Call a doctor or an out-of-hours medical service today.",
        Urgency.SOON: "Make an appointment with a doctor in the next days.",
    }
)
"""The line for every other flag, by urgency."""


def own_words(advice: Advice) -> str:
    """Return the fixed line for advice that no article has; nothing for advice that stands in an article."""
    if advice.statement is not None:
        return ""
    lines = [BY_FLAG[flag] for flag in advice.flags if flag in BY_FLAG]
    return " ".join(dict.fromkeys(lines)) or BY_URGENCY[advice.urgency]
