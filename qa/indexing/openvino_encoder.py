"""The fast encoder: a converted model run by OpenVINO, in bf16 where the processor has it."""

import json
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from qa.indexing.batching_encoder import Batch, BatchingEncoder, tokenizer_of
from qa.indexing.encoder import ModelIdentity
from qa.indexing.openvino_library import converter, openvino
from qa.indexing.vectors import Vectors

GRAPH = "model.xml"
TOKENIZER = "tokenizer.json"
FACTS = "facts.json"
_INPUTS = ("input_ids", "attention_mask")


class OpenVinoEncoder(BatchingEncoder):
    """A converted model; needs neither torch nor sentence-transformers."""

    length_step = 16
    """OpenVINO prepares itself for another length than the last one's, which takes a third of the time of a
    question, and keeps what it prepared: for batches of every length 200 MB."""

    def __init__(self, folder: Path, *, batch_tokens: int, precision: str = "") -> None:
        """Open what ``save_graph`` and the facts beside it say.

        ``precision``, "bf16" or "f32", is by default the faster one that the processor has.
        """
        facts = read_facts(folder)
        core = openvino().Core()
        has_bf16 = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._precision = precision or ("bf16" if has_bf16 else "f32")
        how = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": self._precision}
        with ThreadPoolExecutor(max_workers=1) as pool:
            compiling = pool.submit(core.compile_model, folder / GRAPH, "CPU", how)
            super().__init__(
                ModelIdentity(**facts["identity"]),
                tokenizer_of((folder / TOKENIZER).read_text(encoding="utf-8")),
                pad_token=facts["pad_token"],
                prompts=facts["prompts"],
                batch_tokens=batch_tokens,
            )
        self._compiled = compiling.result()
        self._requests = threading.local()
        # the bindings set themselves up when they are first used: two threads that do so at once may wait for good
        self.encode_questions(["a first question"])

    @property
    def runtime(self) -> str:
        """What runs the model, and in which precision."""
        return f"OpenVINO {self._precision} on cpu"

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Vectors, Vectors]]:
        """Yield, for each batch, token vectors [n, longest, dimension] and pooled vectors [n, dimension].

        While what a batch gave is used, the next one is computed.
        """
        free, busy = self._pair_of_requests()
        waiting = False
        for ids, mask in batches:
            free.start_async(dict(zip(_INPUTS, (ids, mask), strict=True)))
            if waiting:
                yield _outputs(busy)
            free, busy, waiting = busy, free, True
        if waiting:
            yield _outputs(busy)

    def _pair_of_requests(self) -> tuple[Any, Any]:
        """Return this thread's own two requests: one may not be used by two threads."""
        pair: tuple[Any, Any] | None = getattr(self._requests, "pair", None)
        if pair is None:
            pair = self._requests.pair = (
                self._compiled.create_infer_request(),
                self._compiled.create_infer_request(),
            )
        return pair


def _outputs(request: Any) -> tuple[Vectors, Vectors]:
    request.wait()
    tokens, pooled = (request.get_output_tensor(place).data.copy() for place in (0, 1))
    return tokens, pooled


def read_facts(folder: Path) -> dict[str, Any]:
    """Return what is known of a converted model beside its graph."""
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return facts


def save_graph(model: Any, folder: Path) -> None:
    """Convert a sentence-transformers model as it is in memory; write its graph and tokenizer into a folder."""
    import torch

    convert = converter()

    class Pipeline(torch.nn.Module):
        """The model as a function of token ids and attention mask, each [n, longest]."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            out = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return out["token_embeddings"], out["sentence_embedding"]

    example = torch.ones((2, 8), dtype=torch.long)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns of every shape that it does not follow; the check decides
        graph = convert(Pipeline().eval(), example_input=(example, example))
    for given, name in zip(graph.inputs, _INPUTS, strict=True):
        given.get_tensor().set_names({name})
    graph.reshape({name: [-1, -1] for name in _INPUTS})
    openvino().save_model(graph, folder / GRAPH, compress_to_fp16=False)
    tokenizer = model.tokenizer.backend_tokenizer.to_str()
    (folder / TOKENIZER).write_text(tokenizer, encoding="utf-8")
