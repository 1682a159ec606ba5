"""The formats of citations, in the order that they are offered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.serving.page.ask.exporting import Reference, bibtex, csl_json, markdown, ris
from qa.serving.page.ask.styles import apa, plain, vancouver


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write citations down: its name, the ending and type of its files, and how it is written."""

    name: str
    suffix: str
    mime: str
    write: Callable[[Sequence[Reference]], str]


FORMATS = (
    Format(name="Text", suffix=".txt", mime="text/plain", write=plain),
    Format(name="APA", suffix="-apa.txt", mime="text/plain", write=apa),
    Format(name="Vancouver", suffix="-vancouver.txt", mime="text/plain", write=vancouver),
    Format(name="Markdown", suffix=".md", mime="text/markdown", write=markdown),
    Format(name="BibTeX", suffix=".bib", mime="application/x-bibtex", write=bibtex),
    Format(name="RIS", suffix=".ris", mime="application/x-research-info-systems", write=ris),
    Format(name="CSL-JSON", suffix=".json", mime="application/vnd.citationstyles.csl+json", write=csl_json),
)
