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
"""The line for a flag that calls for help now, whatever other flags are described."""
MAYBE_BY_FLAG: Mapping[str, str] = MappingProxyType(
    {
        "self-harm": (
            "If you think of ending your life or of hurting yourself, call a crisis line or emergency services, "
            "and tell someone near you. Otherwise talk to a doctor today about how you feel."
        ),
        "overdose": (
            "If more of a medicine may have been taken than its label allows, call a poison centre or emergency "
            "services, even if you feel well. Otherwise ask a pharmacist today."
        ),
    }
)
"""The line for the same flags where a question may describe them, and is not sure to."""
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
    by_flag = BY_FLAG if advice.urgency is Urgency.NOW else MAYBE_BY_FLAG
    lines = [by_flag[flag] for flag in advice.flags if flag in by_flag]
    return " ".join(dict.fromkeys(lines)) or BY_URGENCY[advice.urgency]
