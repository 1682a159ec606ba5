"""Fuzzes what reads bytes of unknown origin in the program's own process, by atheris where that is installed.

usage: python -m tests.support.fuzzing TARGET [-max_total_time=300] [FOLDER]

Each target takes bytes, and raises only what its caller tells people in a sentence: anything else is a fault.
The arguments are libFuzzer's.  ``tests/test_fuzzed.py`` runs each target over what hypothesis makes.  Atheris is
not among the packages of the tests: install it beside them.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from types import FunctionType

from qa.answering.assistant import Assistant
from qa.errors import CitewellError
from qa.indexing.build import build
from qa.indexing.generations import current_name, open_current
from qa.reading.article import compose
from qa.reading.document import UnreadableError
from qa.reading.formats import READERS
from qa.settings import SETTINGS_FILE, Answering, Indexing, load_settings
from tests.conftest import ARTICLES, BUILT
from tests.support.fakes import FakeEncoder


@cache
def _folder() -> Path:
    """Return a folder of this process, in which nothing else is."""
    return Path(mkdtemp(prefix="citewell-fuzz-"))


def _reader(suffix: str) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        try:
            article = compose(READERS[suffix](content), article_id="a", source=f"a{suffix}")
        except UnreadableError:
            return
        blocks = [block for section in article.sections for block in section.blocks]
        assert all(0 <= block.start <= block.end <= len(article.text) for block in blocks)

    return read


def read_current(content: bytes) -> None:
    """Read the file that names the generation in use: a name that is followed stays in its folder."""
    (_folder() / "CURRENT").write_bytes(content)
    try:
        name = current_name(_folder())
    except CitewellError:
        return
    assert (_folder() / name).resolve().parent == _folder().resolve()


def read_settings(content: bytes) -> None:
    """Read a file of settings."""
    os.chdir(_folder())
    SETTINGS_FILE.write_bytes(content)
    try:
        load_settings()
    except CitewellError:
        return


@cache
def _assistant() -> Assistant:
    corpus, index = _folder() / "corpus", _folder() / "index"
    corpus.mkdir()
    for name, text in ARTICLES.items():
        (corpus / name).write_text(text)
    encoder = FakeEncoder()
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    return Assistant(open_current(index), encoder, Answering())


def ask(content: bytes) -> None:
    """Ask a question: whatever is answered is quoted from where it is cited."""
    try:
        answer = _assistant().ask(content.decode(errors="surrogatepass" if len(content) % 2 else "replace"))
    except (CitewellError, UnicodeDecodeError):
        return
    for statement in answer.statements:
        for citation in statement.citations:
            article = _assistant().article(citation.article_id)
            assert article.text[citation.start : citation.end] == citation.quote


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "text": _reader(".txt"),
    "markdown": _reader(".md"),
    "csv": _reader(".csv"),
    "notebook": _reader(".ipynb"),
    "current": read_current,
    "settings": read_settings,
    "question": ask,
}


def _of_the_house() -> Iterator[FunctionType]:
    """Yield the functions and methods of what is imported of the house, whose branches lead the fuzzer."""
    modules = [module for name, module in sys.modules.items() if name.startswith("qa.")]
    for module in modules:
        for value in list(vars(module).values()):
            inside = vars(value).values() if isinstance(value, type) else (value,)
            yield from (
                one for one in inside if isinstance(one, FunctionType) and one.__module__ == module.__name__
            )


def main() -> None:
    """Fuzz one target until libFuzzer ends."""
    import atheris

    target = TARGETS[sys.argv.pop(1)]
    target(
        b"what is sciatica\n\nwhat eases it, and when\n"
    )  # what is imported or built at first is no part of what is fuzzed
    for function in _of_the_house():
        atheris.instrument_func(function)
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
