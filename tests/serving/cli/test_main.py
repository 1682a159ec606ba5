"""The command line: what each command prints, and how each mistake ends."""

import json
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import pytest

from qa.files import locked
from qa.reading.formats import READERS
from qa.records import Expansion, PageRectangles
from qa.serving.cli.printing.answers import print_answer
from qa.serving.json_output import of_answer
from tests.support.answers import answer_of, article_of, cite, passage_of, said
from tests.support.command_line import Ran, Run, command_line
from tests.support.fakes import FakeEncoder
from tests.support.pdfs import PROSE, lines, pdf

pytestmark = pytest.mark.integration

FORMAT, MODEL = "qa.indexing.manifest.FORMAT", "CITEWELL_INDEXING__MODEL"
STATEMENT = "text support citations quoted heading variants".split()
PLACE = (
    "article_id title source url publisher author published citation_key gone_since headings start end page"
    " page_label read_from_picture hard_to_read"
).split()
NEW = "# Shoulders\n\nSomething new about the shoulder, which the other articles leave out.\n"
QUESTION = "does stretching the calf prevent cramps at night"


@pytest.fixture
def run(corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the command line as a function, in a folder whose corpus has three small articles."""
    monkeypatch.chdir(corpus.parent)
    return command_line(monkeypatch, capsys)


def damage() -> None:
    current = Path("index/CURRENT").read_text().split()[0]
    Path("index", current, "vectors.npy").write_bytes(b"not what was built")


def assert_one_line(ran: Ran, code: int, *parts: str) -> None:
    """Assert the exit code, and that all that is said is one line, on standard error, with the parts in it."""
    assert (ran.code, ran.out) == (code, "")
    assert (ran.err[:10], ran.err.count("\n"), ran.err[-1:]) == ("citewell: ", 1, "\n"), ran.err
    assert [part for part in parts if part not in ran.err] == [], ran.err


def test_build_reports_what_it_did(run: Run, corpus: Path) -> None:
    """build --json has the counts, what was reused and what was skipped; a second build changes nothing."""
    (corpus / "scan.gif").write_bytes(b"\xff\xd8")

    reports = [run("build", "--json", *flags).json for flags in ((), (), ("--force",))]

    names = ("articles", "passages", "embedded", "reused", "published")
    counts = [[3, 6, 6, 0, True], [3, 6, 0, 6, False], [3, 6, 0, 6, True]]
    assert [[report[name] for name in names] for report in reports] == counts
    assert set(reports[0]) == {*names, "generation", "skipped", "left_out", "seconds"}
    reason = f"there is no reader for this format (known: {', '.join(READERS)})"
    assert reports[0]["skipped"] == [{"source": "scan.gif", "reason": reason, "of_pictures": False}]
    assert reports[1]["generation"] == reports[0]["generation"]


def test_build_tells_how_much_of_a_file_was_left_out(run: Run, corpus: Path) -> None:
    """Words and share, and a line of a file of which more than a tenth is gone, also when nothing is new."""
    said, gone = "Rest on a bench by the river.", "ask the editor about the bench"
    for name, text in (
        ("rest.md", f"# Rest\n\n<!-- {gone} -->\n\n{said}\n"),
        ("cramps.md", f"# Cramps\n\n{said}\n"),
    ):
        (corpus / name).write_text(text)

    reports = [run("build", "--json").json["left_out"] for _ in range(2)]
    lines = " ".join(run("build").out.split())

    assert (
        reports[0]
        == reports[1]
        == [
            {
                "article_id": "rest",
                "source": "rest.md",
                "words": 6,
                "of": 13,
                "unread": 0,
                "hard_to_read": 0,
                "share": 0.4615,
            }
        ]
    )
    assert "Left out: 6 of 13 words (46.2%) of 1 file." in lines
    assert "Much left out of rest.md: 6 of 13 words (46.2%); see citewell show rest --removed." in lines


def test_one_of_a_thing_is_called_one(run: Run, corpus: Path) -> None:
    """What a build and a check hold is counted as people say it."""
    for file in corpus.iterdir():
        file.unlink()
    (corpus / "rest.md").write_text("# Rest\n\nRest on a bench by the river.\n")

    built, current, checked = (run(*call).out for call in (["build"], ["build"], ["check"]))

    assert ": 1 article, 1 passage (1 encoded, 0 reused)" in built
    assert current.endswith("is current: 1 article, 1 passage.\n")
    assert "1 article, 1 passage, 1 sentence;" in checked


def test_ask_prints_the_contract(run: Run) -> None:
    """ask --json has the keys that other programs rely on, and passages in order of rank."""
    generation = run("build", "--json").json["generation"]

    answer = run("ask", QUESTION, "-k", "2", "--json").json

    told = "question searched after verdict confidence generation".split()
    parts = "snippet statements urgent when_to_get_help passages missing unknown_words nearest".split()
    parts += "widened suggestion articles_in asked_in language_notice expected_found seconds".split()
    assert list(answer) == told + parts
    assert [answer[name] for name in (*told[:2], "verdict", "generation")] == [
        QUESTION,
        QUESTION,
        "answered",
        generation,
    ]
    assert [answer[name] for name in ("urgent", "nearest", "widened", "suggestion")] == [[], [], [], None]
    assert 0 < answer["confidence"] <= 1
    for statement in (answer["snippet"], *answer["statements"]):
        assert list(statement) == STATEMENT
        assert [list(citation) for citation in statement["citations"]] == [
            ["number", *PLACE, "quote", "rectangles"]
        ]
    for passage in answer["passages"]:
        assert list(passage) == ["rank", "score", *PLACE, "text", "also_in", "answering", "evidence"]
    assert answer["snippet"]["citations"][0]["number"] == 1
    assert [passage["rank"] for passage in answer["passages"]] == [1, 2]
    assert answer["passages"][0]["article_id"] == "cramps"


def test_every_quotation_stands_in_the_text_that_show_prints(run: Run) -> None:
    """For each citation and passage of an answer, show's text[start:end] is the quotation."""
    run("build")
    answer = run("ask", "which things ease sciatica after lifting", "--json").json
    said_ = (answer["snippet"], *answer["statements"])
    places = [citation for statement in said_ for citation in statement["citations"]]
    places += answer["passages"]

    texts = {place["article_id"]: run("show", place["article_id"], "--json").json["text"] for place in places}

    quotes = [place.get("quote") or place["text"] for place in places]
    assert [texts[place["article_id"]][place["start"] : place["end"]] for place in places] == quotes
    assert len(quotes) > len(answer["passages"]) == 5


def test_show_list_and_check_print_the_contract(run: Run) -> None:
    """The other commands' objects have their keys, and the list has the articles by id."""
    run("build")

    shown, listed, checked = (run(*call, "--json").json for call in (["show", "sciatica"], ["list"], ["check"]))

    details = ["publisher", "author", "published", "citation_key", "gone_since"]
    cut = ["removed", "repaired", "withheld", "hard_to_read", "not_quoted"]
    assert list(shown) == ["id", "title", "source", "url", *details, "text", *cut]
    assert [shown[name] for name in ("id", "source", "removed")] == ["sciatica", "sciatica.md", []]
    assert list(listed[0]) == ["id", "title", "source", *details, "topic", "language", "words", "passages"]
    assert [(row["id"], row["passages"]) for row in listed] == [("cramps", 1), ("lifting.txt", 2), ("sciatica", 3)]
    found = ["generation", "built", "articles", "passages", "sentences", "search", "calibration"]
    assert list(checked) == [*found, "problems", "beside"]
    assert [checked[name] for name in ("articles", "passages", "sentences", "problems")] == [3, 6, 12, []]


def test_people_can_read_what_is_printed_without_json(run: Run) -> None:
    """Without --json: the snippet under its place, over the passages; the bare text, a table, a finding."""
    calls = (["build"], ["ask", QUESTION, "-k", "1"], ["show", "cramps"], ["list"], ["check"])

    built, asked, shown, listed, checked = (run(*call).out for call in calls)

    said = "Stretching the calf before bed may prevent cramps."
    assert built.startswith("Built g-000001-")
    lines = [line.strip() for line in asked.splitlines()]
    assert lines[0] == "Cramps at night"
    assert " ".join(lines[1:3]) == f"Cramps in the calf wake many people at night. {said} [1]"
    assert lines[4].startswith("[1] Cramps at night")
    assert shown == f"Cramps in the calf wake many people at night. {said}\n"
    assert [line.split()[0] for line in listed.splitlines()] == ["id", "cramps", "lifting.txt", "sciatica"]
    assert checked.splitlines()[-1] == "Every file is as it was built, and every invariant holds."


def test_a_question_that_no_article_answers_is_no_error(run: Run) -> None:
    """Another subject has its own verdict, and the words that no article has are named."""
    run("build")

    asked, read = run("ask", "sourdough bread", "--json"), run("ask", "sourdough bread")

    assert (asked.code, asked.json["verdict"], asked.json["statements"]) == (0, "not_in_corpus", [])
    assert asked.json["unknown_words"] == ["sourdough", "bread"]
    assert asked.json["nearest"] == [
        {"title": passage["title"], "headings": passage["headings"]} for passage in asked.json["passages"]
    ]
    assert read.out.splitlines()[1:3] == ["No article has: sourdough, bread.", "The nearest headings:"]


def test_ask_corrects_a_spelling_and_says_so_unless_it_is_to_search_as_typed(run: Run) -> None:
    """What was searched is in the answer and above it; --as-typed searches the very words."""
    run("build")

    corrected, typed = (
        run("ask", "which things ease siatica", *flags, "--json").json for flags in ((), ("--as-typed",))
    )
    read = run("ask", "which things ease siatica").out.splitlines()[0]

    assert [answer["searched"] for answer in (corrected, typed)] == [
        "which things ease sciatica",
        "which things ease siatica",
    ]
    assert [answer["unknown_words"] for answer in (corrected, typed)] == [[], ["siatica"]]
    assert read == "Showing results for: which things ease sciatica (as typed with --as-typed)"


def test_ask_shows_first_when_to_get_help_and_how_many_articles_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    """What is urgent stands first; each number is cited once; what has no passage is named at the end."""
    first = article_of("# Leg\n\nIt may hurt. Call when it is numb.\n")
    other = article_of("# Foot\n\nIt may hurt as well.\n", article_id="foot", title="Foot")
    passage = passage_of(first, "It may", "numb.")
    cited = [cite(first, words, number=1) for words in ("It", "may hurt.")]
    answer = answer_of(
        [(first, passage)],
        statements=[said(*cited, cite(other, "It may hurt", "Pain", number=2), support=2)],
        urgent=[said(cite(first, "Call when it is numb.", number=1))],
        widened=(Expansion(phrase="slipped disc", counterpart="herniated disc"),),
        suggestion="why not",
    )

    print_answer(answer)

    lines = [line.strip() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines == [
        "Did you mean: why not",
        "Also searched: herniated disc (for slipped disc)",
        "Get help now: Call when it is numb. [1]",
        "• It [1] [2] said by 2 articles — Leg",
        "[1] Leg  leg 0-34",
        "It may hurt. Call when it is numb.",
        "Also cited:",
        "[2] Foot › Pain  foot 0-11",
    ]


def test_json_says_the_same_of_what_is_urgent_and_widened() -> None:
    """Urgent statements have the shape of statements, and widenings name both phrases."""
    article = article_of("# Leg\n\nCall when it is numb.\n")
    widened = Expansion(phrase="slipped disc", counterpart="herniated disc")
    answer = answer_of(urgent=[said(cite(article, "numb"))], widened=(widened,), suggestion="why not")

    told = of_answer(answer)

    assert list(told["urgent"][0]) == [*STATEMENT, "urgency", "flags", "own_words"]
    assert [told["urgent"][0][name] for name in ("text", "urgency", "own_words")] == ["numb", "now", None]
    assert list(told["urgent"][0]["citations"][0]) == ["number", *PLACE, "quote", "rectangles"]
    assert told["widened"] == [{"phrase": "slipped disc", "counterpart": "herniated disc"}]
    assert told["suggestion"] == {"question": "why not"}


def test_json_says_where_a_citation_stands_on_its_pages() -> None:
    """Of every citation, those of urgent ones too; where the format has no pages, the list is empty."""
    article = article_of("# Leg\n\nCall when it is numb.\n")
    box = (72.0, 100.5, 140.25, 112.0)
    place = PageRectangles(page=4, page_label="iv", width=595.0, height=842.0, boxes=(box,))
    answer = answer_of(urgent=[said(cite(article, "numb"))], statements=[said(cite(article, "Call"))])

    told = json.loads(json.dumps(of_answer(answer, lambda citation: (place,) if citation.quote == "numb" else ())))

    assert told["urgent"][0]["citations"][0]["rectangles"] == [
        {"page": 4, "page_label": "iv", "width": 595.0, "height": 842.0, "boxes": [list(box)]}
    ]
    assert told["statements"][0]["citations"][0]["rectangles"] == []


def test_asking_says_where_a_quotation_of_a_pdf_stands_on_its_page(run: Run) -> None:
    """Each of its citations has rectangles, as many as the lines that it is on; one of another format has none."""
    Path("corpus/lock.pdf").write_bytes(pdf(lines(PROSE, 72, 700)))
    run("build")

    told = run("ask", "when does the keeper grease the hinges of the oak gates", "--json").json
    cited = [each for statement in [told["snippet"], *told["statements"]] for each in statement["citations"]]

    of_pdf = [each for each in cited if each["source"] == "lock.pdf"]
    assert of_pdf
    assert all(len(page["boxes"]) in (1, 2, 3) for each in of_pdf for page in each["rectangles"])
    assert [[page["page"] for page in each["rectangles"]] for each in of_pdf] == [[1]] * len(of_pdf)
    assert all(each["rectangles"] == [] for each in cited if each["source"] != "lock.pdf")


@pytest.mark.parametrize(
    ("call", "code", "says", "step"),
    [
        (["ask", " "], 2, "no words", 'citewell ask "'),
        (["ask", "x" * 10_000], 2, "10,000 characters", "a few sentences"),
        (["show", "sciatica.md"], 2, "no article 'sciatica.md'", "citewell list"),
        (["show", "two\nlines"], 2, "no article", "citewell list"),
        (["show", "\udcff"], 2, "no article", "citewell list"),
        (["ask"], 2, "question", "--help"),
        (["dance"], 2, "dance", "--help"),
        (["ask", "why", "-k", "0"], 2, "passages", "--help"),
        (["build", "--corpus", "nowhere"], 3, "nowhere does not exist", "--corpus"),
        (["build", "--corpus", "empty"], 3, "empty has no files", "Put articles into it"),
        (["build", "--corpus", "scans"], 3, "None of the 1 files", "Put articles into it"),
        (["build", "--corpus", "mixed", "--strict"], 3, "mixed.jpg", "without --strict"),
        (["ask", "why", "--index", "new"], 5, "no index in new", "citewell build"),
        (["ask", "why", "--rerank", "nobody/nothing"], 4, "'nobody/nothing' is not on this machine", "path"),
    ],
)
def test_a_mistake_ends_in_one_line_with_the_next_step(
    run: Run, call: Sequence[str], code: int, says: str, step: str
) -> None:
    """Each mistake has its exit code and one line on standard error, and prints nothing else."""
    run("build")
    for name in ("empty", "scans", "mixed"):
        Path(name).mkdir()
    for name in ("scans/scan.gif", "mixed/mixed.jpg", "mixed/good.md"):
        Path(name).write_text("Some words.")

    ran = run(*call)

    assert_one_line(ran, code, says, step)


@pytest.mark.parametrize(
    ("spoil", "call", "code", "parts"),
    [
        (lambda _: damage(), "ask why", 5, ["vectors.npy differs", "citewell build"]),
        (lambda _: damage(), "check", 5, ["vectors.npy differs", "citewell check --repair"]),
        (lambda patch: patch.setattr(FORMAT, 77), "list", 5, ["but 77 is needed", "citewell build"]),
        (lambda patch: patch.setenv(MODEL, "mine"), "ask why", 5, ["but 'mine' is needed", "citewell build"]),
        (lambda patch: patch.setenv("CITEWELL_COLOUR", ""), "list", 2, ["CITEWELL_COLOUR", "docs/settings.md"]),
        (lambda _: Path("citewell.toml").write_text("colour = 1"), "list", 2, ["'colour'", "docs/settings.md"]),
    ],
)
def test_an_unusable_index_or_setting_ends_in_one_line_too(
    run: Run, monkeypatch: pytest.MonkeyPatch, spoil: Callable[..., None], call: str, code: int, parts: list[str]
) -> None:
    """An index that is damaged, or of another format or model, and unknown settings are refused."""
    run("build")
    spoil(monkeypatch)

    ran = run(*call.split())

    assert_one_line(ran, code, *parts)


def test_one_builder_at_a_time(run: Run, index: Path) -> None:
    """While another build holds the lock, a build ends at once."""
    with locked(index / ".lock") as free:
        ran = run("build")

    assert free
    assert_one_line(ran, 5, "Another build of index is running", "Wait until it ends")


def interrupted(*_: object, **__: object) -> None:
    """Press Ctrl-C, and go no further: on a busy machine Python may take note of it a moment later."""
    signal.raise_signal(signal.SIGINT)
    Event().wait(timeout=60)


def test_ctrl_c_stops_a_build_and_the_old_index_still_answers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stopped build has the exit code of Ctrl-C and leaves the generation before it, and nothing half made."""
    generation = run("build", "--json").json["generation"]
    Path("corpus/new.md").write_text(NEW)
    monkeypatch.setattr(FakeEncoder, "encode", interrupted)

    ran = run("build")

    assert_one_line(ran, 130, "Stopped", "next build")
    assert run("ask", QUESTION, "--json").json["generation"] == generation
    assert list(Path("index").glob(".partial-*")) == []


def test_an_older_whole_generation_serves_when_the_current_one_is_damaged(run: Run) -> None:
    """Reading commands answer from the generation before, and say so on standard error."""
    older = run("build", "--json").json["generation"]
    Path("corpus/new.md").write_text(NEW)
    run("build")
    damage()

    asked, listed = run("ask", QUESTION, "--json"), run("list", "--json")

    assert (asked.code, asked.json["generation"]) == (0, older)
    assert [row["id"] for row in listed.json] == ["cramps", "lifting.txt", "sciatica"]
    assert [ran.err.count("\n") for ran in (asked, listed)] == [1, 1]
    assert "The generation before it is used. Rebuild it with: citewell build" in asked.err


def test_ask_after_another_question_searches_both_and_says_so(run: Run) -> None:
    """The words carried over are in the answer and above it; without --after it is searched alone."""
    run("build")

    asked = ["and walking?", "--after", "what is sciatica"]
    after, alone = run("ask", *asked, "--json").json, run("ask", asked[0], "--json").json
    read = run("ask", *asked).out.splitlines()[0]

    assert (after["question"], after["searched"], after["after"]) == ("and walking?", "and walking?", "sciatica")
    assert alone["after"] == ""
    assert read == "Searched together with: sciatica (alone without --after)"


def test_ask_asks_one_folder_alone_and_names_the_folders_where_there_is_no_such(run: Run, corpus: Path) -> None:
    """Every passage is from below it; a folder without articles is an error and not a refusal."""
    (corpus / "back").mkdir()
    (corpus / "sciatica.md").rename(corpus / "back" / "sciatica.md")
    run("build")

    everywhere, inside = (run("ask", QUESTION, *flags, "--json").json for flags in ((), ("--in", "back/")))
    nowhere = run("ask", QUESTION, "--in", "bac")

    assert {passage["article_id"] for passage in inside["passages"]} == {"back/sciatica"}
    assert {passage["article_id"] for passage in everywhere["passages"]} > {"back/sciatica"}
    assert nowhere.err == (
        "citewell: The index has no articles in a folder 'bac'. Name one of its folders: back.\n"
    )


def test_ask_names_related_questions_only_where_it_is_to(run: Run) -> None:
    """They are looked for with --related alone; a refused question has what the articles cover instead."""
    run("build")

    plain, asked = (run("ask", QUESTION, *flags, "--json").json for flags in ((), ("--related",)))
    refused = run("ask", "sourdough bread", "--related")

    assert "related" not in plain
    assert asked["covered"] == []
    assert isinstance(asked["related"], list)
    lines = refused.out.splitlines()
    titles = lines[lines.index("These articles cover, nearest first:") + 1 :]
    assert sorted(titles) == [" - Cramps at night", " - Lifting with care", " - Sciatica"]


def test_a_card_that_ask_saves_is_verified_until_its_file_is_another(run: Run, corpus: Path) -> None:
    """With exit code 0, then 1, and 2 where a file is no card; each step is told, in words and as JSON."""
    (corpus / "lock.pdf").write_bytes(pdf(lines(PROSE, 72, 700)))
    run("build")

    asked = run("ask", "why has the lock at the mill not been opened", "--proof", "cards")
    card = Path("cards") / "lock-pdf.proof.html"
    good = run("verify", str(card))
    as_json = run("verify", str(card), "--json", "--original", str(corpus / "lock.pdf"))
    (corpus / "lock.pdf").write_bytes(pdf(lines(PROSE, 72, 600)))
    missing = run("verify", str(card))
    none = run("verify", str(corpus / "lock.pdf"))

    assert asked.code == 0
    assert "saved in cards" in asked.err
    assert good.code == 0, good.out
    assert good.out.rstrip().endswith("\nVerified.")
    assert "page 1" in good.out
    assert (as_json.code, as_json.json["verified"], as_json.json["article_id"]) == (0, True, "lock.pdf")
    assert all(step["good"] for step in as_json.json["steps"])
    assert missing.code == 1
    assert missing.out.rstrip().endswith("\nNot verified.")
    assert "--original" in missing.out
    assert (none.code, none.out) == (2, "")
    assert none.err.count("\n") == 1
