"""Which encoder serves a model on this machine."""

from collections.abc import Callable
from pathlib import Path

from qa.indexing.encoder import Encoder
from qa.indexing.gpu import GpuForMany, may_have_gpu
from qa.indexing.model_folder import folder_of
from qa.settings import Settings


def load_encoder(model: str, *, batch_tokens: int, cache: Path | None = None, convert: bool = False) -> Encoder:
    """Return the fastest encoder that is true to a model; the only place that names concrete ones.

    In order: the model converted to OpenVINO, kept in the folder ``cache``, where ``convert`` makes it, in some
    seconds, when it is not there yet; the model in torch, in bf16 where the processor or a GPU has it, else in
    fp32.  Many passages are encoded on a GPU where there is one.  Raises ModelError when the model is not on this
    machine.
    """
    folder = folder_of(model)
    if cache is not None:
        from qa.indexing.conversion import converted, has_openvino

        if has_openvino():
            fast = converted(model, folder, cache, batch_tokens=batch_tokens, convert=convert)
            return _with_gpu(fast, model, folder, batch_tokens) if may_have_gpu() else fast
    from qa.indexing.torch_encoder import TorchEncoder

    return TorchEncoder.fastest(model, folder, batch_tokens=batch_tokens)


def _with_gpu(few: Encoder, model: str, folder: Path | None, batch_tokens: int) -> Encoder:
    def load() -> Encoder | None:
        from qa.indexing.torch_encoder import TorchEncoder

        return TorchEncoder.on_gpu(model, folder, batch_tokens=batch_tokens)

    return GpuForMany(few, load)


def encoder_of(settings: Settings, *, convert: bool = False) -> Encoder:
    """Return the encoder of the settings, whose conversion is kept in the cache of their index."""
    indexing = settings.indexing
    cache = settings.index / "cache"
    return load_encoder(indexing.model, batch_tokens=indexing.batch_tokens, cache=cache, convert=convert)


def begin_loading(settings: Settings) -> Callable[[Settings], Encoder]:
    """Begin to load the encoder of the settings beside what the caller does next; return what waits for it.

    That is ``encoder_of`` itself where no conversion is kept: torch is not loaded for an index that is not there.
    Errors are raised when it is called.
    """
    indexing = settings.indexing
    folder = folder_of(indexing.model)
    if folder is None:
        return encoder_of
    from qa.indexing.conversion import has_openvino, is_kept

    if not (has_openvino() and is_kept(indexing.model, folder, settings.index / "cache")):
        return encoder_of
    from concurrent.futures import ThreadPoolExecutor

    from qa.indexing.openvino_library import openvino

    openvino()  # in this thread: what is left to its own then keeps no Python waiting
    pool = ThreadPoolExecutor(max_workers=1)
    loaded = pool.submit(encoder_of, settings)
    pool.shutdown(wait=False)
    return lambda _: loaded.result()
