"""What differs between a sentence and one of an article, and what is only another way to say it."""

import pytest

from qa.answering.checking.comparing import compare, read
from qa.answering.checking.records import Difference, DifferenceKind
from qa.answering.checking.wording import wording_of
from tests.support.fakes import FakeEncoder

NUMBER, UNIT, DENIAL, OPPOSITE, SUBJECT = DifferenceKind
STOP = frozenset("a an the of to in is are be it and or for not no if than that this with at on you your".split())


def stem(word: str) -> str:
    return "" if word in STOP else word.removesuffix("s")


def differences(here: str, there: str) -> list[Difference]:
    encoder = FakeEncoder()
    claim, source = (
        read(wording_of(text, stem), encoded)
        for text, encoded in zip((here, there), encoder.encode_questions([here, there]), strict=True)
    )
    return list(compare(claim, source).differences)


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("Take at most 4 g a day.", "Take at most 3 g a day.", (NUMBER, "at most 4 g", "at most 3 g")),
        ("Cool it for 20 hours.", "Cool it for 20 minutes.", (NUMBER, "20 hours", "20 minutes")),
        ("It lasts six weeks.", "It lasts two weeks.", (NUMBER, "six weeks", "two weeks")),
        ("It lasts several years.", "It lasts several weeks.", (UNIT, "year", "week")),
        ("It began before 45.", "It began after 45.", (NUMBER, "before 45", "after 45")),
        ("It is the gene HLA-B51.", "It is the gene HLA-B27.", (NUMBER, "hla-b51", "hla-b27")),
        ("Stop the tablets suddenly.", "Do not stop the tablets suddenly.", (DENIAL, "", "not")),
        ("A scan is not needed at first.", "A scan is needed at first.", (DENIAL, "not", "")),
        ("Ibuprofen is safe in pregnancy.", "Avoid ibuprofen in pregnancy.", (DENIAL, "", "avoid")),
        ("Rest makes the pain better.", "Rest makes the pain worse.", (OPPOSITE, "better", "worse")),
        ("Massage is safe in pregnancy.", "Massage is unsafe in pregnancy.", (OPPOSITE, "safe", "unsafe")),
        ("Pressing hard is wise.", "Pressing hard is unwise.", (OPPOSITE, "wise", "unwise")),
        (
            "Avoid paracetamol in pregnancy.",
            "Avoid ibuprofen in pregnancy.",
            (SUBJECT, "paracetamol", "ibuprofen"),
        ),
        ("Raise the left leg slowly.", "Raise the right leg slowly.", (OPPOSITE, "left", "right")),
        ("Children need a check.", "Adults need a check.", (SUBJECT, "children", "adults")),
        ("Ask before the meal.", "Ask after the meal.", (OPPOSITE, "before", "after")),
        ("The cold can stay on.", "The cold must come off at once.", (OPPOSITE, "stay on", "come off")),
        ("Keep the splint on at night.", "Take it off at night.", (OPPOSITE, "keep the splint on", "take it off")),
        ("Do not keep it on.", "Keep the wet bandage on.", (OPPOSITE, "keep it on", "keep the wet bandage on")),
        ("Turn the pump off.", "The pump is turned on.", (OPPOSITE, "turn the pump off", "turned on")),
        ("The stitches stay in.", "The stitches come out.", (OPPOSITE, "stay in", "come out")),
        ("A helmet is optional.", "A helmet is compulsory.", (OPPOSITE, "optional", "compulsory")),
    ],
)
def test_what_is_changed_is_told(here: str, there: str, expected: tuple[DifferenceKind, str, str]) -> None:
    """A number, unit, bound, code, denial, opposite or subject that is another is told with both sides."""
    assert Difference(*expected) in differences(here, there)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Take at most 1 g a day.", "Take no more than 1,000 mg daily."),
        ("It lasts for half an hour.", "It lasts for 30 minutes."),
        ("It lasts a fortnight.", "It lasts two weeks."),
        ("Expect a flare in one or two weeks.", "Expect a flare in the first week or two."),
        ("It started before the age of 45.", "It started when younger than 45."),
        ("From week 28 on, sleep on the side.", "From about 28 weeks, sleep on the side."),
        ("This is hardly ever needed.", "This is seldom needed."),
        ("It is not dangerous.", "It is harmless."),
        ("Sciatica is more common than gout.", "Gout is less common than sciatica."),
        ("It does not wear off until noon.", "It takes until noon to wear off."),
        ("Nothing is gained by rest.", "You gain nothing by rest."),
        ("Keep the splint on.", "Do not take the splint off."),
        ("Leave the bandage on at night.", "The bandage stays on at night."),
    ],
)
def test_another_way_to_say_it_differs_in_nothing(here: str, there: str) -> None:
    """Units are converted, bounds and denials may be said otherwise, and comparisons may be turned round."""
    assert differences(here, there) == []
    assert differences(there, here) == []


@pytest.mark.parametrize(
    ("difference", "told"),
    [
        (Difference(NUMBER, "4 g", "3 g"), "“4 g” here, “3 g” in [2]"),
        (Difference(DENIAL, "", "never"), "“never” in [2], not here"),
        (Difference(DENIAL, "not", ""), "“not” here, not in [2]"),
    ],
)
def test_a_difference_is_told_in_words(difference: Difference, told: str) -> None:
    """Both sides are named with the number of the citation."""
    assert difference.told(2) == told
