"""The table of formats: file suffix → reader of its bytes. A new format is a file here and a row there."""

from collections.abc import Callable, Mapping

from qa.reading.draft import Draft
from qa.reading.formats.markdown import read_markdown
from qa.reading.formats.text import read_text

READERS: Mapping[str, Callable[[bytes], Draft]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
}
