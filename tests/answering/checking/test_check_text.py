"""A text is held to the articles: spans, quotations, citations and limits, without the weights."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.assistant import Assistant
from qa.answering.checking import checker
from qa.answering.checking.checker import check_text
from qa.answering.checking.records import CheckedSentence, CheckVerdict, TextCheck
from qa.errors import TextError
from qa.indexing.build import build
from qa.serving.json_output import of_text_check
from qa.settings import Indexing, Settings
from tests.conftest import BUILT, BUNDLED
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

HEAT = "Keep a layer of cloth between a hot pack and your skin."
TITLE = "Heat, cold and massage for back pain"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    index = tmp_path_factory.mktemp("checked") / "index"
    encoder = FakeEncoder()
    build(BUNDLED, index, encoder=encoder, settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=index), encoder=encoder)


def hold(check: TextCheck, text: str, assistant: Assistant) -> None:
    """Assert what every check promises."""
    edges = [0, *(edge for found in check.sentences for edge in (found.start, found.end)), len(text)]
    assert edges == sorted(edges)
    assert "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).strip() == ""
    for sentence in check.sentences:
        assert sentence.text == text[sentence.start : sentence.end].replace("\ud800", "\ufffd")
        places = [q.citation for q in sentence.quotations if q.citation]
        for place in [*sentence.rests_on, *places]:
            assert assistant.article(place.article_id).text[place.start : place.end] == place.quote
        assert all(text[q.start : q.end] == q.words for q in sentence.quotations)
        assert all(text[c.start : c.end] == c.written for c in sentence.citations)
        assert len(sentence.told) == len(sentence.differences)
    json.dumps(of_text_check(check))


def only(check: TextCheck) -> CheckedSentence:
    [sentence] = check.sentences
    return sentence


PARTS = [HEAT, "Rest 4 weeks.", "\n\n", " ", "- ", "“Keep a layer of cloth”", "[heat-and-cold:0-9]"]
PARTS += ["[no-one:1-2]", "Use a pack for 3 hours.", "Why?", "[sciatica]", "(see Sciatica)"]
PARTS += ["\x00", "\ud800", "\U0001f600", "e=mc2."]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=8).map(" ".join))
def test_whatever_the_text_every_span_is_the_slice_it_says(assistant: Assistant, text: str) -> None:
    """Places are slices of their articles, sentences slices of the text, and only white space is left out."""
    if any(map(str.isalnum, text)):
        hold(check_text(assistant, text), text, assistant)


def test_every_sentence_of_every_bundled_article_is_verbatim(assistant: Assistant) -> None:
    """As a paragraph of its own, or in the run of its passage."""
    texts = [
        " ".join(article.text[sentence.start : sentence.end].split())
        for article in assistant.generation.store.articles()
        for passage in assistant.generation.store.passages_of(article.id)
        for sentence in passage.sentences
    ]

    check = check_text(assistant, "\n\n".join(texts[:1500]), seconds_most=600)

    assert [s.text for s in check.sentences if s.verdict is not CheckVerdict.VERBATIM] == []


def test_white_space_changes_no_verdict(assistant: Assistant) -> None:
    """Spaces, tabs and line breaks within a sentence are nothing."""
    text = f"{HEAT} Use a hot pack for three hours."
    spread = "  " + text.replace(" ", " \t ").replace("cloth", "cloth\n") + "\n\n"

    verdicts = [
        [sentence.verdict for sentence in check_text(assistant, given).sentences] for given in (text, spread)
    ]

    assert verdicts[0] == verdicts[1]
    assert verdicts[0][0] is CheckVerdict.VERBATIM


def test_a_part_of_a_sentence_is_not_verbatim(assistant: Assistant) -> None:
    """What a cut sentence says may be the opposite of the whole: "fall asleep on a heating pad"."""
    sentence = only(
        check_text(assistant, "Fall asleep on a heating pad, and do not lie with your full weight on one.")
    )

    assert sentence.verdict is not CheckVerdict.VERBATIM


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (f"{HEAT} [heat-and-cold:1100-1200]", ()),
        (f"{HEAT} [heat-and-cold]", ()),
        (f"{HEAT} [{TITLE}]", ()),
        (f"{HEAT} (source: {TITLE.lower()})", ()),
        (f"{HEAT} [heat-and-cold:0-40]", ("What is cited as [heat-and-cold:0-40] does not say this.",)),
        (f"{HEAT} [nobody-knows:0-40]", ("The index holds no article 'nobody-knows'.",)),
        (f"{HEAT} [Heat for Everybody]", ("The index holds no article of the title 'Heat for Everybody'.",)),
        (
            f"{HEAT} [heat-and-cold:9-99999]",
            ("9-99999 is no span of 'heat-and-cold', which has 4,539 characters.",),
        ),
        (f"{HEAT} [heat-and-cold:9-9]", ("9-9 is no span of 'heat-and-cold', which has 4,539 characters.",)),
        (f"{HEAT[:-1]} [1].", ()),
    ],
)
def test_a_citation_is_held_to_its_place(assistant: Assistant, text: str, problems: tuple[str, ...]) -> None:
    """The article exists, has the span, and says there what the sentence says; else it is told."""
    sentence = only(check_text(assistant, text))

    assert sentence.verdict is CheckVerdict.VERBATIM
    assert sentence.problems == problems
    assert sentence.passes == (not problems)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("The leaflet says: “Keep a layer of cloth between a hot pack and your skin.”", ()),
        ("The leaflet says “a layer of cloth between a hot pack,” and so on.", ()),
        ("It says “a layer of wool”.", ("“a layer of wool” stands in no article.",)),
        (
            "The leaflet says “a layer of cloth between a hot pack” [sciatica].",
            (f"“a layer of cloth between a hot pack” does not stand in the article cited, but in “{TITLE}”.",),
        ),
    ],
)  # fmt: skip
def test_a_quotation_is_held_to_the_character(assistant: Assistant, text: str, problems: tuple[str, ...]) -> None:
    """A quotation that stands in no article, or not in the one cited, is told; a comma may be the writer's."""
    sentence = only(check_text(assistant, text))

    assert [given.problem for given in sentence.quotations if given.problem] == list(problems)


def test_a_sentence_that_only_quotes_is_verbatim(assistant: Assistant) -> None:
    """Who says it is no part of what is quoted."""
    sentence = only(check_text(assistant, f"The leaflet also says: “{HEAT}”"))

    assert sentence.verdict is CheckVerdict.VERBATIM
    assert [place.quote for place in sentence.rests_on] == [HEAT]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "A text is needed, not NoneType."),
        (b"Rest helps.", "A text is needed, not bytes."),
        (7, "A text is needed, not int."),
        ("", "There are no words in the text."),
        (" \n…! ", "There are no words in the text."),
        ("a" * 1_000_001, "The text has 1,000,001 characters, and at most 1,000,000 can be checked at once."),
    ],
)
def test_what_cannot_be_checked_is_refused_in_one_sentence(assistant: Assistant, text: str, message: str) -> None:
    """No text, no words, too much: exit code 2, and the next step."""
    with pytest.raises(TextError) as refused:
        check_text(assistant, text)

    assert str(refused.value) == message
    assert refused.value.exit_code == 2
    assert refused.value.hint


def test_what_is_left_out_of_a_long_text_is_told(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first sentences are checked, and the check does not pass."""
    monkeypatch.setattr(checker, "SENTENCES_MOST", 3)

    check = check_text(assistant, " ".join([HEAT] * 5))

    assert len(check.sentences) == 3
    assert check.cut == "Only the first 3 of 5 sentences were checked, the most of one check."
    assert check.checked_to == check.sentences[-1].end
    assert not check.passes


def test_when_time_is_over_the_rest_is_left_out_and_told(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches are checked in order, at least one of them."""
    monkeypatch.setattr(checker, "BATCH", 2)

    check = check_text(assistant, " ".join([HEAT] * 5), seconds_most=0)

    assert len(check.sentences) == 2
    assert check.cut == "In 0 seconds only 2 of 5 sentences were checked."
    assert not check.passes


def test_a_sentence_too_long_to_compare_is_in_no_article(assistant: Assistant) -> None:
    """It is not encoded, and never passes."""
    assert only(check_text(assistant, "pain and " * 400 + "pain.")).verdict is CheckVerdict.NOT_IN_ARTICLES


def test_a_text_that_passes_says_so(assistant: Assistant) -> None:
    """Verbatim sentences and what is no claim pass; the counts have every verdict."""
    check = check_text(assistant, f"# Heat\n\n{HEAT}\n\nDoes this help?")

    assert check.passes
    assert {verdict.value: count for verdict, count in check.counts.items() if count} == {
        "verbatim": 1,
        "not_a_claim": 2,
    }
    assert check.checked_to == len(f"# Heat\n\n{HEAT}\n\nDoes this help?")
