"""The lines of a message: its writer's words, what it quotes, and its signature are told apart."""

import pytest

from qa.reading.formats.mail.quotes import Parts, told_apart

OTHER = ["Should I rest?", "For a week?"]
QUOTED = [f"> {line}" for line in OTHER]


def parted(*lines: str, subject: str = "") -> Parts:
    return told_apart(lines, subject=subject)


def words(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]


@pytest.mark.parametrize(
    "intro",
    [
        ["On Mon, 2 Mar 2026 at 09:00, Ann Bee <a@b.c> wrote:"],
        ["On Mon, 2 Mar 2026 at 09:00, Ann Bee of the very long name", "<a@b.c> wrote:"],
        ["Am 02.03.26 um 09:00 schrieb Ann Bee:"],
        ["Le lun. 2 mars 2026 à 09:00, Ann Bee <a@b.c> a écrit :"],
        ["El lun, 2 mar 2026 a las 9:00, Ann Bee escribió:"],
        ["Il giorno lun 2 mar 2026 alle ore 09:00 Ann Bee ha scritto:"],
        ["Op ma 2 mrt 2026 om 09:00 schreef Ann Bee:"],
        ["2 марта 2026 г., 09:00 Ann Bee <a@b.c> написал(а):"],
        ["2026/3/2 Ann Bee <a@b.c>:"],
        [],
    ],
)
@pytest.mark.parametrize("gap", [[], [""]])
def test_a_quotation_goes_with_the_line_that_says_whose_it_is(intro: list[str], gap: list[str]) -> None:
    """Above or below the answer, whatever language names the writer."""
    below = parted(*intro, *gap, *QUOTED, "", "No, never longer than a day.")
    above = parted("No, never longer than a day.", "", *intro, *gap, *QUOTED)

    for parts in (below, above):
        assert words(parts.own_lines) == ["No, never longer than a day."]
        assert words(parts.quoted) == [*intro, *QUOTED]


def test_answers_between_quoted_lines_are_the_writers() -> None:
    """Each quoted run is taken out, the lines between them stay."""
    parts = parted("> Rest?", "> A week?", "A day.", ">> Walk?", "Yes.")

    assert parts.own_lines == ["A day.", "Yes."]
    assert parts.quoted == ["> Rest?", "> A week?", ">> Walk?"]


@pytest.mark.parametrize(
    "lines",
    [
        ["Call a doctor at", "> 38 °C", "at once."],
        ["Take these:", "- one", "- two"],
        ["He wrote: rest.", "She said: walk."],
        ["From: Rome", "to Bern is far."],
        ["Take with food", "--", *["a line of the text"] * 30],
        ["From now on, rest.", "To: nobody"],
        ["From: Rome", "To: Bern", "Date: 3 May"],
        ["Summary.", "On 3 May 2026 the patient wrote:", "I feel better."],
        ["Take with food.", "--", "Never take it on an empty stomach."],
    ],
)
def test_what_only_looks_like_a_quotation_stays(lines: list[str]) -> None:
    """A sign for more, lists, reported speech, one header alone, and a long text below a dash."""
    assert parted(*lines).own_lines == lines


HEADERS = ["From: Dr. Heron <h@x.org>", "Sent: Monday, 2 March 2026 08:00", "To: Ann Bee", "Subject: Doses"]
GERMAN = ["Von: Dr. Heron", "Gesendet: Montag, 2. März 2026 08:00", "An: Ann Bee", "Betreff: Dosis"]


@pytest.mark.parametrize("headers", [HEADERS, GERMAN, [f"*{line.replace(':', ':*', 1)}" for line in HEADERS]])
@pytest.mark.parametrize(
    "line", [[], ["-----Original Message-----"], ["_" * 32], ["-----Ursprüngliche Nachricht-----"]]
)
def test_the_block_of_headers_that_outlook_sets_begins_a_quotation(headers: list[str], line: list[str]) -> None:
    """All that follows it is the other writer's, with or without a line above."""
    parts = parted("Thanks.", "", *line, *headers, "", "Take 400 mg.", subject="RE: Doses")

    assert words(parts.own_lines) == ["Thanks."]
    assert words(parts.quoted) == [*line, *headers, "Take 400 mg."]
    assert parts.forwarded == []


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("---------- Forwarded message ---------", "Doses"),
        ("Begin forwarded message:", "Doses"),
        ("-------- Weitergeleitete Nachricht --------", "Doses"),
        ("-----Original Message-----", "FW: Doses"),
        ("-----Original Message-----", "WG: Doses"),
    ],
)
def test_what_is_forwarded_is_kept_apart_with_its_writer(line: str, subject: str) -> None:
    """A message that hands another one on is told with that one's headers."""
    parts = parted("See below.", "", line, *HEADERS, "", "Take 400 mg.", "With food.", subject=subject)

    assert words(parts.own_lines) == ["See below."]
    assert words(parts.forwarded) == ["Take 400 mg.", "With food."]
    assert parts.headers["who"] == "Dr. Heron <h@x.org>"
    assert parts.headers["what"] == "Doses"
    assert parts.quoted == []


def test_a_message_that_is_nothing_but_a_quotation_keeps_it() -> None:
    """There is nothing else to read, and it is not called the writer's own."""
    parts = parted("On Mon, 2 Mar 2026 at 09:00, Ann Bee wrote:", "> Should I rest?", ">> Yes.")

    assert words(parts.own_lines) == []
    assert words(parts.forwarded)[1:] == ["Should I rest?", "Yes."]


def test_signatures_and_the_footers_of_lists_are_told() -> None:
    """A dash-dash line ends the text, before a quotation too; a mailing list's footer has its address."""
    parts = parted("Rest.", "-- ", "Dr. Heron", "Ward 3", "", "On 2026-03-02 Ann wrote:", "> Rest?")
    bare = parted("Rest.", "--", "Dr. Heron")
    footer = parted("Rest.", "_" * 47, "backs mailing list", "https://x.org/backs")

    assert words(parts.own_lines) == ["Rest."]
    assert words(parts.signature) == ["-- ", "Dr. Heron", "Ward 3"]
    assert words(parts.quoted) == ["On 2026-03-02 Ann wrote:", "> Rest?"]
    assert words(bare.signature) == ["--", "Dr. Heron"]
    assert words(footer.signature) == ["_" * 47, "backs mailing list", "https://x.org/backs"]
