"""Advertising inside an article: what sells is cut, what advises in the same words is kept."""

from collections.abc import Callable

import pytest

from qa.reading.cleaning.advertising import PITCH_SECTION_WORDS_MOST, PITCH_WORDS_MOST
from qa.reading.cleaning.rules import clean
from qa.reading.document import DocumentBlock
from qa.records import Removed
from tests.reading.cleaning.test_rules import LEAFLET, PLACES, cut, draft_of, filled
from tests.reading.test_article import heading, item, paragraph

PITCHES = """
Schedule an appointment with one of our specialists today.
Call us today: our surgeons can help you put your pain behind you.
Find a spine doctor near you and book a consultation.
Our clinic is home to award-winning surgeons. Visit us and reclaim your life!
Get started now with a free trial.
Order now and save 20% off with this coupon.
Take the first step and end your back pain for good.
Sign up for our newsletter and get tips in your inbox.
Subscribe to our weekly emails.
Find out whether you are eligible for a clinical trial.
Join a clinical trial for people with stiff necks near you.
We offer convenient locations. Contact us for a visit.
""".strip().splitlines()
ADVICE = """
Call us cautious, but my sister and I never lift a piano alone.
The nurse said: call us when the fever comes back.
Make an appointment when the pain lasts for longer than six weeks.
Book an appointment at once if your foot gets weak.
Clinical trials have shown that exercise helps.
In clinical trials, three of four patients could walk further.
Ask for a discount on the belt, for the insurance pays a part.
Get started with two minutes a day, and add one each week.
Our muscles and joints age, and our discs lose water.
We often sit for hours without a break.
Visit us in our dreams, the old song says.
Learn more about your pain by keeping a diary.
The best doctors explain before they operate.
Warmth can ease the pain, but seldom for good.
The newsletter of the ward tells how the patients sleep.
Click your fingers behind the head to test your hearing.
The drug was restored to the market after a year.
Sign up for a class in the pool if you can swim.
Register now and then how strong the pain is.
Sign up for the class at the front desk by Friday; our team can help you.
Subscribe to our newsletter is what the old sign said.
Sign up for our newsletter buttons are seldom seen by those who read on.
The newsletter that you subscribe to at the town hall has the dates of the hunt.
Subscribe to the weekly emails of the town.
To join the clinical trial you must be of age and bring your inhaler.
Children may participate in clinical trials with a letter of both parents.
Call us at 555 0199 today, for our nurses can help you at night too.
Call us if the rash spreads, and our team will tell you what to do.
Book an appointment with our clinic on 4 May, the first day with free trials.
Join us in June: our experts show how a hive is opened, free trial and all.
""".strip().splitlines()


@pytest.mark.parametrize("where", ["on top", "amid"])
@pytest.mark.parametrize("kind", [paragraph, item], ids=["paragraph", "item"])
@pytest.mark.parametrize("text", PITCHES)
def test_what_sells_is_cut(text: str, kind: Callable[[str], DocumentBlock], where: str) -> None:
    """A call to act with an offer, a promise or the seller's voice goes, and so do newsletters and trials."""
    assert cut(kind(text), where=where) == [("sales pitch", text)]


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("kind", [paragraph, item], ids=["paragraph", "item"])
@pytest.mark.parametrize("text", ADVICE)
def test_what_advises_is_kept(text: str, kind: Callable[[str], DocumentBlock], where: str) -> None:
    """A sentence that has but one mark of a pitch stays wherever it stands."""
    assert cut(kind(text), where=where) == []


def test_a_section_that_sells_is_cut_with_its_heading() -> None:
    """Under a heading that sells over a pitch, the lines that are none go with it, up to the next heading."""
    texts = ("Call us today: our team is here to help you.", "We are open on most days.", "Rooms are on the left.")
    section = [heading("Ready to live without pain?"), *map(paragraph, texts)]

    gone = cut(*section, heading("Ready meals"), paragraph("They are often salty."))

    assert gone == [("sales pitch", text) for text in ("Ready to live without pain?", *texts)]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Sign up for our newsletter", "It comes on Mondays."),
        ("Join a clinical trial", "Find out whether you are eligible to participate in a clinical trial."),
    ],
)
def test_a_heading_may_sell(title: str, text: str) -> None:
    """A heading that asks its readers to enrol, or stands over what does, takes its short section with it."""
    gone = cut(heading(title), paragraph(text), heading("Rest"), paragraph("Lie down."))

    assert gone == [("sales pitch", title), ("sales pitch", text)]


def test_what_informs_stays_in_a_section_that_sells() -> None:
    """A day, a number or a condition stays, under its heading; the lines that sell around it go."""
    texts = ("Call us today: our team is here to help you.", "The ward is open until 7 pm.", "Come in.")
    section = [heading("Ready to live without pain?"), *map(paragraph, texts)]

    assert cut(*section, heading("Rest")) == [("sales pitch", texts[0]), ("sales pitch", texts[2])]


@pytest.mark.parametrize(
    "title",
    [
        "Find a position that eases the pain",
        "Our spine",
        "Get started",
        "Schedule of stretches",
        "Contact us",
        "When to get help",
        "Ready to lift again?",
        "What clinical trials found",
        "Join a clinical trial",
        "Who can join a clinical trial",
    ],
)
def test_sections_that_advise_are_kept(title: str) -> None:
    """A heading in the words of a pitch stays over a text that does not sell."""
    texts = ("Make an appointment when the pain lasts.", "Call an ambulance when you cannot feel your legs.")

    assert cut(heading(title), *map(paragraph, texts)) == []


@pytest.mark.parametrize("words", [PITCH_SECTION_WORDS_MOST, PITCH_SECTION_WORDS_MOST + 1])
def test_a_long_section_is_never_cut_whole(words: int) -> None:
    """Of a section of more words than a pitch has, only the pitch goes."""
    pitch = "Book a consultation with our team today."
    title, text = "Ready to walk?", f"{filled(words - 7)}"
    sells = words == PITCH_SECTION_WORDS_MOST

    draft, report = clean(
        draft_of(
            *map(paragraph, LEAFLET * 5),
            heading(title),
            paragraph(text),
            paragraph(pitch),
            heading("Z"),
            item("z"),
        )
    )

    assert [entry.text for entry in report.removed] == ([title, text, pitch] if sells else [pitch])
    assert (paragraph(text) in draft.blocks) is not sells


@pytest.mark.parametrize("words", [PITCH_WORDS_MOST, PITCH_WORDS_MOST + 1])
def test_a_long_paragraph_is_never_cut_whole(words: int) -> None:
    """A paragraph of more words than a pitch has stays, unless it is the last."""
    text = f"Call us today: our surgeons can help you, {filled(words - 8)}."

    gone = clean(draft_of(*map(paragraph, LEAFLET * 5), paragraph(text), paragraph(LEAFLET[0])))[1].removed

    assert [entry.text for entry in gone] == ([text] if words == PITCH_WORDS_MOST else [])


def test_a_paragraph_with_more_advice_than_pitch_is_kept() -> None:
    """A pitch of one sentence among three that advise does not take them along."""
    text = f"{LEAFLET[0]} {LEAFLET[1]} Book a consultation with our team today. {LEAFLET[2]}"

    assert cut(paragraph(text)) == []


def test_the_pitch_that_closes_an_article_is_cut_off_its_last_paragraph() -> None:
    """The last sentences that sell go and are reported with their place; the sentences before them stay."""
    advice, pitch = " ".join(LEAFLET[:3]), "Our team is here to help you. Call us today for a free consultation!"
    last = DocumentBlock(kind=paragraph("").kind, text=f"{advice} {pitch}", line=9, page=2)

    draft, report = clean(draft_of(paragraph(LEAFLET[4]), last))

    assert [block.text for block in draft.blocks] == [LEAFLET[4], advice]
    assert report.removed == (Removed(text=pitch, rule="sales pitch", line=9, page=2),)


@pytest.mark.parametrize(
    "last",
    [
        f"{LEAFLET[0]} {LEAFLET[1]} Call us today for a free consultation with our team! {LEAFLET[2]}",
        f"{LEAFLET[0]} {LEAFLET[1]} Contact us when the pain lasts.",
    ],
)
def test_a_last_paragraph_that_ends_in_advice_is_kept(last: str) -> None:
    """Sentences are cut off the end only, and only where they sell twice over."""
    assert cut(paragraph(last), where="at the end") == []
