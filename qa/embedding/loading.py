"""Which encoder serves a model on this machine."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path

from qa.embedding.encoder import (
    Encoded,
    EncodedQuestion,
    Encoder,
    ModelIdentity,
    Span,
    TextBatch,
    TokenTransform,
    unit,
)
from qa.embedding.model_files import folder_of
from qa.settings import Settings

DEVICES = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
"""Device files of GPU drivers: NVIDIA's, AMD's, and that of the Windows Subsystem for Linux."""
CHUNKS_LEAST = 8
"""Chunks that are worth a GPU: fewer are encoded before torch is loaded."""


def may_have_gpu(devices: Sequence[str] = DEVICES) -> bool:
    """Tell whether a GPU driver is present; whether torch can use it is known only once torch is loaded."""
    return any(Path(device).exists() for device in devices)


class GpuForMany:
    """An encoder that leaves long runs of chunks to a GPU encoder and does everything else itself."""

    def __init__(self, few: Encoder, load: Callable[[], Encoder | None]) -> None:
        """Encode with ``few``; long runs with the encoder that ``load`` returns at the first of them, if any."""
        self._few = few
        self._many = cache(load)

    @property
    def identity(self) -> ModelIdentity:
        """The model, which is the same for both."""
        return self._few.identity

    @property
    def runtime(self) -> str:
        """What runs the model for questions."""
        return str(getattr(self._few, "runtime", ""))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        return self._few.count_tokens(texts)

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], *, keep: TokenTransform = unit
    ) -> Encoded:
        """Return the vectors of the texts and of the spans inside each."""
        return self._few.encode(texts, spans, keep=keep)

    def encode_chunks(self, chunks: Iterable[TextBatch], *, keep: TokenTransform = unit) -> Iterator[Encoded]:
        """Yield what ``encode`` returns for each chunk, in order."""
        upcoming = iter(chunks)
        first = list(islice(upcoming, CHUNKS_LEAST))
        many = self._many() if len(first) == CHUNKS_LEAST else None
        return (many or self._few).encode_chunks(chain(first, upcoming), keep=keep)

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        """Return the vectors of questions, in their order."""
        return self._few.encode_questions(questions)


def load_encoder(model: str, *, batch_tokens: int, cache: Path | None = None, convert: bool = False) -> Encoder:
    """Return the fastest encoder that is true to a model; the only place that names concrete ones.

    First choice is the model converted to OpenVINO and kept in the folder ``cache``; with ``convert`` a missing
    one is made now, in seconds.  Else it is the model in torch, in bf16 where the processor or a GPU supports it,
    else in fp32.  Long runs go to a GPU where there is one.  Raises ModelError when the model is not on this
    machine.
    """
    folder = folder_of(model)
    if cache is not None:
        from qa.embedding.openvino_export import converted, has_openvino

        if has_openvino():
            fast = converted(model, folder, cache, batch_tokens=batch_tokens, convert=convert)
            return _with_gpu(fast, model, folder, batch_tokens) if may_have_gpu() else fast
    from qa.embedding.torch_encoder import TorchEncoder

    return TorchEncoder.fastest(model, folder, batch_tokens=batch_tokens)


def _with_gpu(few: Encoder, model: str, folder: Path | None, batch_tokens: int) -> Encoder:
    def load() -> Encoder | None:
        from qa.embedding.torch_encoder import TorchEncoder

        return TorchEncoder.on_gpu(model, folder, batch_tokens=batch_tokens)

    return GpuForMany(few, load)


def encoder_of(settings: Settings, *, convert: bool = False) -> Encoder:
    """Return the encoder of the settings, whose conversion is kept in the cache of their index."""
    indexing = settings.indexing
    cache = settings.index / "cache"
    return load_encoder(indexing.model, batch_tokens=indexing.batch_tokens, cache=cache, convert=convert)


def begin_loading(settings: Settings) -> Callable[[Settings], Encoder]:
    """Start to load the encoder of the settings in a thread; return a function that waits for it.

    Without a kept conversion that is ``encoder_of`` itself: torch is not loaded for an index that is not there.
    Errors of loading are raised when the function is called.
    """
    indexing = settings.indexing
    folder = folder_of(indexing.model)
    if folder is None:
        return encoder_of
    from qa.embedding.openvino_export import has_openvino, is_kept

    if not (has_openvino() and is_kept(indexing.model, folder, settings.index / "cache")):
        return encoder_of
    from concurrent.futures import ThreadPoolExecutor

    from qa.embedding.openvino_import import openvino

    openvino()  # imported in this thread: the rest of the loading does not hold the GIL
    pool = ThreadPoolExecutor(max_workers=1)
    loaded = pool.submit(encoder_of, settings)
    pool.shutdown(wait=False)
    return lambda _: loaded.result()
