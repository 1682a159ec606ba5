"""The kind of a question is told by its form: what it expects, of whom it is, and what it leaves out."""

import pytest

from qa.answering.question.kind import Expected, groups_in, in_full, kind_of

DURATION, FREQUENCY, AMOUNT, DIFFERENCE = (
    Expected.DURATION,
    Expected.FREQUENCY,
    Expected.AMOUNT,
    Expected.DIFFERENCE,
)
TIME, PLACE, REASON, STEPS = Expected.TIME, Expected.PLACE, Expected.REASON, Expected.STEPS
CHOICE, PERSON, DEFINITION, VERDICT = Expected.CHOICE, Expected.PERSON, Expected.DEFINITION, Expected.VERDICT

# The first half was written beside the rules, the second without a look at them.
SEEN = {
    "how long does a pulled muscle take": DURATION,
    "recovery time after a fusion": DURATION,
    "how many weeks before I can drive": DURATION,
    "how often should I stretch": FREQUENCY,
    "how heavy may a school bag be": AMOUNT,
    "how much does a laminectomy cost": Expected.PRICE,
    "what is the price of a brace": Expected.PRICE,
    "cost to rent the hall": Expected.PRICE,
    "private room price?": Expected.PRICE,
    "how much does a school bag weigh": AMOUNT,
    "what is the difference between a sprain and a strain": DIFFERENCE,
    "when should I see someone": TIME,
    "why does my back hurt when I sit": REASON,
    "what can cause pain in the buttock": REASON,
    "what can I do for cramps": STEPS,
    "sciatica what is it": DEFINITION,
    "is it safe to run": VERDICT,
    "do slipped discs get better on their own": VERDICT,
    "piriformis": DEFINITION,
    "my back hurts again": None,
}
BLIND = {
    "how soon can I fly after surgery": DURATION,
    "how quickly does it heal": DURATION,
    "how many times a day do I take it": FREQUENCY,
    "how much ibuprofen is too much": AMOUNT,
    "how do I tell a cramp from a clot": DIFFERENCE,
    "osteopath vs chiropractor": DIFFERENCE,
    "where does the pain go": PLACE,
    "whereabouts is the sacrum": PLACE,
    "how come my foot is numb": REASON,
    "what makes stenosis worse": REASON,
    "how to get out of bed": STEPS,
    "what helps at night": STEPS,
    "which pillow is best": CHOICE,
    "who treats this": PERSON,
    "what does myelopathy mean": DEFINITION,
    "whats a facet joint": DEFINITION,
    "can I lift my baby": VERDICT,
    "should he stay off work": VERDICT,
    "am I too old for an operation": VERDICT,
    "my neck clicks, is that bad": VERDICT,
}


@pytest.mark.parametrize(("question", "expected"), [*SEEN.items(), *BLIND.items()])
def test_a_question_expects_what_its_form_says(question: str, expected: Expected | None) -> None:
    """The explicit forms win wherever they stand, else the words that stand first."""
    assert kind_of(question).expected is expected


@pytest.mark.parametrize(
    ("question", "held", "lacking"),
    [
        ("how long does it last", "It settles in two weeks.", "It settles slowly."),
        ("how much should I drink", "Drink 2 litres a day.", "Drink enough."),
        ("how much does it cost", "A session costs 40 euros.", "A session takes 40 minutes for two."),
        ("what does a scan cost", "Scans are free of charge.", "Scans are made in 3 of 4 clinics."),
        ("how often", "Stretch twice a day.", "Stretch gently."),
        ("why does it hurt", "It hurts because a nerve is pressed.", "It hurts at night."),
        ("how to sleep", "Lie on your side.", "Sleep is hard for many."),
        ("when can I drive", "Drive once you can brake hard.", "Driving is tiring."),
        ("is it dangerous", "It is seldom a sign of harm.", "The spine has many bones."),
    ],
)
def test_a_sentence_holds_what_is_expected_or_not(question: str, held: str, lacking: str) -> None:
    """A duration for "how long", an amount for "how much", a step for "how to"."""
    kind = kind_of(question)

    assert (kind.holds(held), kind.holds(lacking)) == (True, False)


@pytest.mark.parametrize("question", ["sciatica", "where is it", "which chair"])
def test_where_no_form_tells_it_nothing_is_told(question: str) -> None:
    """A place has no form, and a bare name expects nothing in particular."""
    assert kind_of(question).holds("It is in the pelvis.") is None


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("my 6 year old limps", {"child"}),
        ("I am 70 and my hip hurts", {"elderly"}),
        ("my dad is 81 can he still walk", {"elderly"}),
        ("28 weeks with my second and my pelvis hurts", {"pregnant"}),
        ("is heat safe in pregnancy", {"pregnant"}),
        ("I took 40 mg and weigh 70 kg", set()),
        ("had it for 12 weeks", set()),
    ],
)
def test_of_whom_a_question_is(question: str, groups: set[str]) -> None:
    """By words for people and by ages; numbers of other things are none."""
    assert kind_of(question).groups == groups


def test_advice_for_others_is_told() -> None:
    """What is for children is not for a man of 70, and what is for anyone is for all."""
    old, child, nobody = map(kind_of, ("I am a man of 70 with a limp", "my toddler limps", "why do I limp"))
    limp = groups_in("A child who limps should be seen today.")

    assert [kind.is_of_others(limp) for kind in (old, child, nobody)] == [True, False, True]
    assert not old.is_of_others(groups_in("A limp comes from the hip."))


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("can it heal without surgery", ("surgery",)),
        ("relief without taking any tablets", ("tablets",)),
        ("what to take instead of ibuprofen", ("ibuprofen",)),
        ("stenosis treatment no operation", ("operation",)),
        ("it no longer hurts", ()),
        ("how to turn over without it hurting", ()),
    ],
)
def test_what_a_question_leaves_out(question: str, left_out: tuple[str, ...]) -> None:
    """The word after "without", "instead of" and "no", and none where these mean something else."""
    assert kind_of(question).without == left_out


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("sciatica", "what is sciatica"),
        ("Cauda equina?", "what is Cauda equina"),
        ("why sciatica", "why sciatica"),
        ("is sciatica serious", "is sciatica serious"),
        ("pain in the leg", "pain in the leg"),
    ],
)
def test_a_name_alone_asks_what_it_is(question: str, asked: str) -> None:
    """Two words at most that ask nothing by their form are a name."""
    assert in_full(question) == asked
