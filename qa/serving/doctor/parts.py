"""Checks of what is installed: packages, PyTorch, the weights, the model at work, extras."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from types import MappingProxyType

from packaging.requirements import Requirement

from qa.embedding.model_files import check_bundled, folder_of
from qa.errors import ModelError
from qa.reading.sandbox.system import told_limits
from qa.serving.doctor.findings import Finding, note, well, wrong
from qa.settings import BUNDLED_MODEL, Settings

PROGRAM = "citewell"
TRIAL_SECONDS = 300
NOT_FOR_USERS = ("test", "dev", "docs", "frameworks")
"""Extras for those who work on the program itself."""
EXTRAS: Mapping[str, str] = MappingProxyType(
    {
        "ocr": "reads scanned pages and pictures",
        "mcp": "serves agents by the Model Context Protocol",
        "sign-in": "lets visitors sign in at an OpenID provider",
        "langchain": "is a retriever for LangChain",
        "llama-index": "is a retriever for LlamaIndex",
        "haystack": "is a retriever for Haystack",
    }
)
"""What each extra is for; which packages it has is known from the installed program."""
LIBRARIES = {
    "openvino": ("OpenVINO", "Questions and builds are several times slower without it."),
    "faiss": ("faiss", ""),
    "tantivy": ("tantivy", ""),
    "streamlit": ("Streamlit", ""),
}
"""Libraries with native code, each with its name and the price of doing without; empty where it is needed."""
PACKAGES = {"faiss": "faiss-cpu"}


class TrialError(Exception):
    """A part could not be tried; its words are those of the process that tried."""


def packages(_: Settings) -> Iterator[Finding]:
    """Is every package installed that Citewell needs, in a version that it can use?"""
    amiss = list(_amiss(""))
    if amiss:
        again = f"pip install {' '.join(sorted(repr(str(one)) for one, _ in amiss))}"
        yield wrong("Packages", f"{'; '.join(said for _, said in amiss)}.", f"Install what is missing: {again}")
    else:
        yield well("Packages", f"Citewell {version(PROGRAM)} and all that it needs are installed.")


def _amiss(extra: str) -> Iterator[tuple[Requirement, str]]:
    """Yield each requirement of the program, or of an extra, that is not met, with what is said of it."""
    for line in requires(PROGRAM) or ():
        one = Requirement(line)
        asked = one.marker is None or one.marker.evaluate({"extra": extra})
        if not asked or (extra and (one.marker is None or "extra" not in str(one.marker))):
            continue
        one.marker = None
        try:
            found = version(one.name)
        except PackageNotFoundError:
            yield one, f"{one.name} is not installed"
        else:
            if not one.specifier.contains(found, prereleases=True):
                yield one, f"{one.name} is {found}, and {one.specifier} is needed"


def torch(_: Settings) -> Iterator[Finding]:
    """Can PyTorch be imported, which build is it, and what does it use of the processor?"""
    try:
        found = _try("import", "torch")
    except TrialError as error:
        yield wrong("PyTorch", f"PyTorch cannot be imported: {error}.", "Install it again; see docs/install.md.")
        return
    if found["cuda"]:
        yield note(
            "PyTorch",
            f"PyTorch {found['version']}, built for CUDA {found['cuda']}.",
            "Without a GPU the build for the CPU is enough, and some GB smaller; see docs/install.md.",
        )
    else:
        yield well("PyTorch", f"PyTorch {found['version']}, built for the CPU.")
    capability = str(found["capability"])
    if capability.startswith("AVX") or "NEON" in capability or "SVE" in capability:
        speed = "fast" if capability.startswith("AVX512") else "good"
        yield well("Processor", f"{capability}: {speed}.")
    else:
        yield note("Processor", f"{capability}: it has no AVX2.", "Builds take several times longer here.")


def libraries(_: Settings) -> Iterator[Finding]:
    """Can each library with native code be imported?"""
    for module, (name, without) in LIBRARIES.items():
        try:
            _try("import", module)
        except TrialError as error:
            again = f"Install it again: pip install --force-reinstall --no-deps {PACKAGES.get(module, module)}"
            if without:
                yield note(name, f"{name} cannot be imported: {error}. {without}", again)
            else:
                yield wrong(name, f"{name} cannot be imported: {error}.", again)
        else:
            yield well(name, f"{name} {version(PACKAGES.get(module, module))}.")


def weights(settings: Settings) -> Iterator[Finding]:
    """Are the weights of the model here and whole, does it load, and how fast is it?"""
    model = settings.indexing.model
    try:
        folder = folder_of(model)
        if model == BUNDLED_MODEL and folder:
            check_bundled(folder)
    except ModelError as error:
        yield wrong("Weights", str(error), error.hint)
        return
    yield well("Weights", f"{model} in {folder or 'the cache of this machine'}.")
    try:
        found = _try("model", model, str(settings.index / "cache"))
    except TrialError as error:
        yield wrong("Model", f"The model cannot be loaded: {error}.", "Mend what is wrong above; then try again.")
    else:
        rate = float(found["rate"])
        said = f"It loads ({found['runtime']}) and encodes {rate:,.0f} passages in a second of processor time."
        yield well("Model", said)


def extras(_: Settings) -> Iterator[Finding]:
    """Which extras are installed?"""
    for extra, purpose in EXTRAS.items():
        amiss = list(_amiss(extra))
        if amiss:
            yield note(
                f"Extra {extra}",
                f"It is not installed; it {purpose}.",
                f"If you need it: pip install '{PROGRAM}[{extra}]'",
            )
        else:
            yield well(f"Extra {extra}", f"It is installed, and {purpose}.")


def sandbox(_: Settings) -> Iterator[Finding]:
    """Does this system limit the processes that read files?"""
    if told := told_limits():
        yield note("Sandbox", told, "Read only files whose source you trust; see docs/install.md.")
    else:
        yield well("Sandbox", "Files are read in processes with limits of memory, processor time and clock.")


def _try(*arguments: str) -> dict[str, str]:
    """Return what a trial tells; raises TrialError with the last words of one that fails."""
    command = [sys.executable, "-m", "qa.serving.doctor.trial", *arguments]
    try:
        ran = subprocess.run(command, capture_output=True, timeout=TRIAL_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise TrialError(f"it took longer than {TRIAL_SECONDS} s") from error
    if ran.returncode < 0:
        raise TrialError(f"the process crashed (signal {-ran.returncode})")
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().splitlines() or ["it gives no reason"]
        raise TrialError(said[-1].rstrip("."))
    told: dict[str, str] = json.loads(ran.stdout.splitlines()[-1])
    return told
