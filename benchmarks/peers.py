"""Times other libraries on the same model: indexing the same passages, and questions.

usage: python -m benchmarks.peers [--index DIR] [--passages 256] [--out benchmarks/results/peers.json]

    pip install txtai==9.14.0 chromadb==1.5.9 haystack-ai==3.4.0 sentence-transformers-haystack==2.0.0 \\
        langchain-huggingface==1.2.3 llama-index-core==0.14.25 llama-index-embeddings-huggingface==0.8.0

Each installed library runs in a process of its own, after the floor and Citewell's own encoder and searches.  All
get finished passages, so cleaning and chunking cost them nothing.  Speed is given in passages per second of the
clock and per CPU second, as other load lengthens the former.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from benchmarks.building import sample
from benchmarks.corpora import CACHE, PROJECT
from benchmarks.machine import machine
from qa.embedding.loading import encoder_of
from qa.embedding.model_files import folder_of
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.serving.builds import build_now
from qa.settings import BUNDLED_MODEL, load_settings

QUESTIONS = 40
LIMIT = 10
Ask = Callable[[str], Any]
Index = Callable[[Sequence[str]], Ask]
"""Indexes texts; returns a function that answers a question."""


def _txtai(model: str) -> Index:
    from txtai import Embeddings

    embeddings = Embeddings(path=model, content=True, hybrid=True)

    def index(texts: Sequence[str]) -> Ask:
        embeddings.index(list(texts))
        return lambda question: embeddings.search(question, LIMIT)

    return index


def _chromadb(model: str) -> Index:
    import chromadb
    from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

    client = chromadb.EphemeralClient(settings=chromadb.Settings(anonymized_telemetry=False))
    embed: Any = SentenceTransformerEmbeddingFunction(model_name=model)

    def index(texts: Sequence[str]) -> Ask:
        collection = client.get_or_create_collection(f"passages-{len(texts)}", embedding_function=embed)
        collection.add(ids=[str(place) for place in range(len(texts))], documents=list(texts))
        return lambda question: collection.query(query_texts=[question], n_results=LIMIT)

    return index


def _haystack(model: str) -> Index:
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    documents = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    embedder = SentenceTransformersTextEmbedder(model=model, progress_bar=False)
    documents.warm_up()
    embedder.warm_up()

    def index(texts: Sequence[str]) -> Ask:
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(documents.run(documents=[Document(content=text) for text in texts])["documents"])
        by_meaning = InMemoryEmbeddingRetriever(document_store=store, top_k=LIMIT)
        by_words = InMemoryBM25Retriever(document_store=store, top_k=LIMIT)
        return lambda question: (
            by_meaning.run(query_embedding=embedder.run(text=question)["embedding"]),
            by_words.run(query=question),
        )

    return index


def _langchain(model: str) -> Index:
    from langchain_core.vectorstores import InMemoryVectorStore
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings = HuggingFaceEmbeddings(model_name=model)

    def index(texts: Sequence[str]) -> Ask:
        store = InMemoryVectorStore.from_texts(list(texts), embeddings)
        return lambda question: store.similarity_search(question, k=LIMIT)

    return index


def _llama_index(model: str) -> Index:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    embed = HuggingFaceEmbedding(model_name=model, device="cpu")

    def index(texts: Sequence[str]) -> Ask:
        nodes = VectorStoreIndex([TextNode(text=text) for text in texts], embed_model=embed)
        retriever = nodes.as_retriever(similarity_top_k=LIMIT)
        return lambda question: retriever.retrieve(question)

    return index


def _floor(model: str) -> Index:
    from benchmarks.floor import Floor

    floor = Floor(model)

    def index(texts: Sequence[str]) -> Ask:
        floor.passages_per_second(texts)
        return lambda question: floor.ask(question, limit=LIMIT)

    return index


def _citewell(_model: str) -> Index:
    """Index passages, their sentences, tokens and words; ask dense retrieval and BM25."""
    from sentencex import get_sentence_boundaries

    from qa.answering.retrieval.fusion import fuse
    from qa.embedding.loading import load_encoder
    from qa.indexing.bm25 import Postings, write_postings
    from qa.indexing.dense import PassageVectors
    from qa.indexing.multivector import codes_of, projection_of

    batch_tokens = load_settings().indexing.batch_tokens
    encoder = load_encoder(BUNDLED_MODEL, batch_tokens=batch_tokens, cache=CACHE, convert=True)

    def index(texts: Sequence[str]) -> Ask:
        ends = (get_sentence_boundaries("en", text) for text in texts)
        spans = [
            [(boundary["start_index"], boundary["end_index"]) for boundary in boundaries] for boundaries in ends
        ]
        encoded = encoder.encode(texts, spans)
        codes_of(np.concatenate(encoded.tokens), projection_of(encoded.tokens[0]))
        vectors = PassageVectors.of(encoded.passages)
        folder = Path(tempfile.mkdtemp()) / "lexical"
        write_postings(folder, ((number, "", (), text) for number, text in enumerate(texts)))
        postings = Postings(folder)

        def ask(question: str) -> Any:
            [encoded] = encoder.encode_questions([question])
            dense = vectors.search(encoded.vector, limit=LIMIT)
            return fuse(dense, postings.search(question, limit=LIMIT), dense_weight=0.6)

        return ask

    return index


PEERS: dict[str, tuple[str, Callable[[str], Index]]] = {
    "floor": ("sentence_transformers", _floor),
    "citewell": ("openvino", _citewell),
    "txtai": ("txtai", _txtai),
    "chromadb": ("chromadb", _chromadb),
    "haystack": ("haystack_integrations", _haystack),
    "langchain": ("langchain_huggingface", _langchain),
    "llama-index": ("llama_index", _llama_index),
}
"""By name: the module that must be installed, and the function that uses it."""


def main() -> None:
    """Run the installed libraries, print their figures and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="a built index; else the bundled articles are built")
    parser.add_argument("--passages", type=int, default=256)
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "peers.json")
    parser.add_argument("--peer", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        name, texts, model = options.peer
        print(json.dumps(_measured(PEERS[name][1](model), json.loads(Path(texts).read_text()))))
        return
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(corpus=PROJECT / "corpus", index=options.index or Path(folder) / "index")
        if not options.index:
            build_now(settings, encoder_of(settings, convert=True))
        texts, listed = sample(settings.index, options.passages), Path(folder) / "texts.json"
        listed.write_text(json.dumps(texts))
        for name, (module, _) in PEERS.items():
            if importlib.util.find_spec(module) is None:
                print(f"{name} is not installed: left out.", flush=True)
                continue
            command = [sys.executable, "-m", "benchmarks.peers", "--peer", name, str(listed)]
            model = str(folder_of(BUNDLED_MODEL))
            run = subprocess.run([*command, model], cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)
            results[name] = json.loads(run.stdout.splitlines()[-1])
            print(f"{name}: {json.dumps(results[name])}", flush=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"machine": machine(), "passages": len(texts), **results}, indent=2) + "\n")


def _measured(index: Index, texts: Sequence[str]) -> dict[str, float]:
    questions = [question.question for question in read_gold(BUNDLED_GOLD)[:QUESTIONS]]
    index(texts[:4])  # warm-up: imports, loading and compilation are not counted
    started, worked = perf_counter(), process_time()
    ask = index(texts)
    clock, cpu = perf_counter() - started, process_time() - worked
    ask(questions[0])
    times = []
    for question in questions:
        started = perf_counter()
        ask(question)
        times.append(perf_counter() - started)
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return {
        "passages_per_s": round(len(texts) / clock, 1),
        "passages_per_cpu_s": round(len(texts) / cpu, 1),
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
    }


if __name__ == "__main__":
    main()
