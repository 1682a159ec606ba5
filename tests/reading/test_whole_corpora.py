"""Every invariant of the architecture over whole corpora: the bundled one, and five real articles from the web."""

import json
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.embedding.encoder import Encoder
from qa.indexing.generations import open_current
from qa.indexing.verification import problems
from qa.records import BlockKind
from qa.serving.cli import main as cli
from qa.settings import load_settings
from tests.support.invariants import check
from tests.support.oracles import brute_force

pytestmark = pytest.mark.model

LIFTING = ("000_e49e18ab872fd2b8.txt", "001_4b6a3554b9e17ba5.txt")
QUESTION = "why does my back hurt when I lift my leg"
QUESTIONS = (
    QUESTION,
    "can't hold my pee and numb between my legs",
    "should I use ice or heat",
    "what is the capital of France",
    "leg raise test",
    "numb",
    "my mother is 70 and since two years she cannot walk far, her legs get heavy and she sits down. what is it?",
)


@pytest.fixture(scope="module", params=["bundled_index", "articles_index"])
def whole(request: pytest.FixtureRequest) -> Path:
    """Return an index of a whole corpus."""
    index: Path = request.getfixturevalue(request.param)
    return index


def test_index_is_sound(whole: Path) -> None:
    """No file was skipped; digests, counts, offsets, sentences and vectors hold together."""
    assert open_current(whole).manifest.skipped == ()
    assert list(problems(open_current(whole))) == []


def test_passages_keep_sentences_and_items_whole(whole: Path, real_encoder: Encoder) -> None:
    """Every block of every article is covered once and in order; passages fit the window with their context."""
    generation = open_current(whole)

    for article in generation.store.articles():
        passages = generation.store.passages_of(article.id)
        sentences = [sentence for passage in passages for sentence in passage.sentences]
        covered = "".join(article.text[sentence.start : sentence.end] for sentence in sentences)
        blocks = [block for section in article.sections for block in section.blocks]
        assert "".join(covered.split()) == "".join(
            "".join(article.text[block.start : block.end] for block in blocks).split()
        )
        for block in blocks:
            holding = [p for p in passages if p.start < block.end and block.start < p.end]
            assert block.kind is BlockKind.PARAGRAPH or len(holding) == 1
        context = [". ".join(dict.fromkeys([article.title, *passage.headings])) for passage in passages]
        texts = [f"{front}\n{passage.text}" for front, passage in zip(context, passages, strict=True)]
        assert max(real_encoder.count_tokens(texts)) <= real_encoder.identity.window - 2


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_hold_every_invariant(whole: Path, real_encoder: Encoder, question: str) -> None:
    """Ranks, scores, quotations, numbers, statements and verdict hold together."""
    assistant = Assistant.open(load_settings(index=whole), encoder=real_encoder)

    answer = assistant.ask(question, passages=8)

    assert len(answer.hits) == 8
    check(answer, assistant)


def test_faiss_equals_brute_force_on_real_vectors(whole: Path, real_encoder: Encoder) -> None:
    """The nearest passages to a question are those that comparing with all of them gives."""
    generation = open_current(whole)
    passages = generation.store.passages(range(generation.manifest.passages))
    titles = {article.id: article.title for article in generation.store.articles()}
    texts = [f"{titles[p.article_id]}. {p.text}" for p in passages]
    vectors = real_encoder.encode(texts, [[] for _ in texts]).passages
    asked = real_encoder.encode_questions([QUESTION])[0].vector

    from qa.indexing.dense import PassageVectors

    found = PassageVectors.of(vectors).search(asked, limit=10)

    assert [passage for passage, _ in found] == [passage for passage, _ in brute_force(vectors, asked, limit=10)]


def test_lifting_a_leg_on_the_five_articles(
    articles_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first passage is of an article on lifting the leg, both are among three, and offsets resolve."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["citewell", *arguments, "--index", str(articles_index)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == 0
        return capsys.readouterr().out

    answer = json.loads(run("ask", QUESTION, "--json"))

    first_three = [passage["article_id"] for passage in answer["passages"][:3]]
    assert first_three[0] in LIFTING
    assert set(LIFTING) <= set(first_three)
    for passage in answer["passages"]:
        text = json.loads(run("show", passage["article_id"], "--json"))["text"]
        assert text[passage["start"] : passage["end"]] == passage["text"]
    for statement in answer["statements"]:
        for citation in statement["citations"]:
            text = json.loads(run("show", citation["article_id"], "--json"))["text"]
            assert text[citation["start"] : citation["end"]] == citation["quote"]
