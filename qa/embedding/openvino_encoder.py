"""The fast encoder: a converted model run by OpenVINO, in bf16 where the processor has it."""

import json
import threading
import warnings
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from qa.embedding.batching import Batch, BatchingEncoder, tokenizer_of
from qa.embedding.encoder import ModelIdentity, Vectors
from qa.embedding.openvino_graph import for_many_passages, write_out_attention
from qa.embedding.openvino_import import converter, openvino

GRAPH = "model.xml"
TOKENIZER = "tokenizer.json"
FACTS = "facts.json"
TOKENS_OF_A_THREAD = 768
"""Padded tokens in a batch: the fastest of 256 to 1,536 (docs/performance.md)."""
_INPUTS = ("input_ids", "attention_mask")


class OpenVinoEncoder(BatchingEncoder):
    """A converted model; needs neither torch nor sentence-transformers."""

    length_step = 16
    """OpenVINO prepares itself for each new length, in a third of the time of a question, and keeps what it
    prepared: 200 MB if batches came in every length."""

    def __init__(self, folder: Path, *, batch_tokens: int, precision: str = "") -> None:
        """Open a folder with the graph of ``save_graph`` and the facts beside it.

        ``precision``, "bf16" or "f32", is by default the faster one that the processor supports.
        """
        facts = read_facts(folder)
        self._core = openvino().Core()
        self._graph = self._core.read_model(folder / GRAPH)  # once: each read holds weights of its own
        has_bf16 = "BF16" in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._precision = precision or ("bf16" if has_bf16 else "f32")
        self._rewritten = facts.get("rewritten_for_many", True)
        self.done_again = 0
        """Batches for which the graph for long runs gave NaN, so that the plain graph computed them again."""
        compiling = self._compile("LATENCY", self._graph)
        super().__init__(
            ModelIdentity(**facts["identity"]),
            tokenizer_of((folder / TOKENIZER).read_text(encoding="utf-8")),
            pad_token=facts["pad_token"],
            prompts=facts["prompts"],
            batch_tokens=min(batch_tokens, TOKENS_OF_A_THREAD),
        )
        self._for_one = _Compiled(compiling.result())
        # the bindings initialise on first use: two threads that do so at once may deadlock
        self.encode_questions(["a first question"])

    def _compile(self, hint: str, graph: Any) -> "Future[Any]":
        """Start to compile a graph in a thread; ``hint`` is "LATENCY" or "THROUGHPUT"."""
        options = {"PERFORMANCE_HINT": hint, "INFERENCE_PRECISION_HINT": self._precision}
        pool = ThreadPoolExecutor(max_workers=1)
        compiling = pool.submit(self._core.compile_model, graph, "CPU", options)
        pool.shutdown(wait=False)
        return compiling

    @property
    def runtime(self) -> str:
        """What runs the model, and in which precision."""
        return f"OpenVINO {self._precision} on cpu"

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Vectors, Vectors]]:
        """Yield, for each batch, token vectors [n, longest, dimension] and pooled vectors [n, dimension].

        The next batch is computed while the caller uses the last.
        """
        return self._for_one.run(batches)

    def run_many(self, batches: Iterator[Batch], *, long: bool = False) -> Iterator[tuple[Vectors, Vectors]]:
        """Yield the same as ``run``, several batches at once, each on one thread.

        The model is compiled for that now, in a third of a second, and dropped after the last batch: it takes 100
        MB.
        """
        graph = for_many_passages(self._graph) if long and self._rewritten else self._graph
        many = _Compiled(self._compile("THROUGHPUT", graph).result())
        begun = deque[Batch]()
        for tokens, pooled in many.run(_noted(batches, begun)):
            batch = begun.popleft()
            if np.isfinite(pooled).all():
                yield tokens, pooled
            else:
                self.done_again += 1
                yield from self._for_one.run(iter([batch]))


class _Compiled:
    """A compiled model with infer requests for each thread: two threads must not share one."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._of_thread = threading.local()

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Vectors, Vectors]]:
        free, busy = self._requests(), deque[Any]()
        try:
            for ids, mask in batches:
                if not free:
                    yield _outputs(busy[0])
                    free.append(busy.popleft())
                busy.append(free.pop())
                busy[-1].start_async(dict(zip(_INPUTS, (ids, mask), strict=True)), share_inputs=True)
            while busy:
                yield _outputs(busy[0])
                busy.popleft()
        finally:
            for request in busy:  # of a run that the caller abandoned
                request.wait()

    def _requests(self) -> list[Any]:
        """Return twice as many requests as run at once: the others wait, or their outputs are being read."""
        requests: list[Any] | None = getattr(self._of_thread, "requests", None)
        if requests is None:
            count = 2 * int(self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
            requests = self._of_thread.requests = [self._compiled.create_infer_request() for _ in range(count)]
        return list(requests)


def _noted(batches: Iterator[Batch], begun: deque[Batch]) -> Iterator[Batch]:
    """Yield batches, each appended to ``begun``."""
    for batch in batches:
        begun.append(batch)
        yield batch


def _outputs(request: Any) -> tuple[Vectors, Vectors]:
    request.wait()
    tokens, pooled = (request.get_output_tensor(place).data for place in (0, 1))
    return tokens, pooled


def read_facts(folder: Path) -> dict[str, Any]:
    """Return the facts kept beside the graph of a converted model."""
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return facts


def save_graph(model: Any, folder: Path) -> None:
    """Convert a sentence-transformers model as it is in memory; write its graph and tokenizer into a folder."""
    import torch

    class Pipeline(torch.nn.Module):
        """The model as a function of token ids and attention mask, each [n, longest]."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            out = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return out["token_embeddings"], out["sentence_embedding"]

    graph = graph_of(Pipeline())
    write_out_attention(graph, graph.input("attention_mask"), int(model.max_seq_length or 512))
    openvino().save_model(graph, folder / GRAPH, compress_to_fp16=False)
    tokenizer = model.tokenizer.backend_tokenizer.to_str()
    (folder / TOKENIZER).write_text(tokenizer, encoding="utf-8")


def graph_of(module: Any) -> Any:
    """Convert a torch module of token ids and attention mask, each [n, length], for any n and length."""
    import torch

    convert = converter()
    example = torch.ones((2, 8), dtype=torch.long)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns of every dynamic shape; the comparison with torch decides
        graph = convert(module.eval(), example_input=(example, example))
    for graph_input, name in zip(graph.inputs, _INPUTS, strict=True):
        graph_input.get_tensor().set_names({name})
    graph.reshape({name: [-1, -1] for name in _INPUTS})
    return graph
