"""How soon a sentence says to get help is told by its own words, or by those of the lines it stands below."""

import pytest

from qa.answering.warnings.how_soon import how_soon, says_how_soon
from qa.records import Urgency

NOW = (
    "Call an ambulance.",
    "Dial 911 and unlock the door.",
    "Ring 999 if the lips turn blue.",
    "Go to the nearest hospital with an eye department.",
    "Go straight to A&E if you cannot see.",
    "This is a medical emergency.",
    "Get help right away for a child who will not wake.",
    "Seek immediate care for a deep bite.",
    "Take him to the ER.",
    "Do not wait: every minute counts when a stroke is possible.",
    "Someone who has eaten the berries needs a poison centre at once.",
    "Get medical help now.",
)
TODAY = (
    "See a dentist today about a swollen jaw.",
    "Phone the clinic the same day for redness around the wound.",
    "Be seen within 24 hours if the eye is sore.",
    "Ask for a same-day appointment.",
    "Ask for an urgent appointment if the lump grows.",
    "Call your practice today, not next week.",
    "Contact the out-of-hours service about an earache with a fever.",
    "A bite that swells should be looked at within a day.",
    "See your doctor as soon as possible.",
)
SOON = (
    "Book an appointment if the cough lasts three weeks.",
    "See your doctor if the rash comes back.",
    "Ask for an urgent appointment, within days rather than weeks.",
    "Talk to a pharmacist about side effects.",
    "A mole that changes should be checked by a doctor.",
    "Make an appointment soon for hearing that fades.",
    "See a GP within a week or two.",
    "This is not an emergency, but tell your midwife.",
    "Call your doctor if you are worried.",
)
NOTHING = (
    "Rest and drink enough.",
    "Until today nobody knows why.",
    "The knee has two menisci.",
    "Many people now wear insoles.",
    "Most coughs end without treatment.",
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        *((text, Urgency.NOW) for text in NOW),
        *((text, Urgency.TODAY) for text in TODAY),
        *((text, Urgency.SOON) for text in SOON),
        *((text, None) for text in NOTHING),
    ],
)
def test_a_sentence_says_how_soon(text: str, level: Urgency | None) -> None:
    """Leaflets of many fields say it in few words."""
    assert says_how_soon(text) is level


def test_the_nearest_line_that_says_it_counts() -> None:
    """An item has its own word first, then that of its lead-in, then that of its heading."""
    lead_in, heading = "Call the clinic the same day for:", "Emergency: call an ambulance"

    assert how_soon("a rash", [lead_in, heading]) is Urgency.TODAY
    assert how_soon("a rash", ["These may be signs of a clot:", heading]) is Urgency.NOW
    assert how_soon("a rash that bleeds is an emergency", [lead_in, heading]) is Urgency.NOW
    assert how_soon("a rash", ["These may be signs of a clot:"]) is None
