"""HTML in Markdown: what has structure becomes Markdown, raised and struck-out text its signs; other tags go.

Only tags that HTML knows are tags; a word in angle brackets that is none, as in "Write to <name>", is text.
"""

import re
from collections.abc import Iterator

from qa.reading.document import DocumentBlock, DocumentBlockKind
from qa.reading.formats.archive import parse_html
from qa.reading.formats.inline_marks import Sheet, write_marks
from qa.reading.formats.line_breaks import BREAK
from qa.reading.formats.markdown.commands import CODE, LineCount
from qa.reading.formats.markdown.labels import item_opening
from qa.reading.formats.markup import INVISIBLE, walk
from qa.reading.formats.raised import lowered, raised
from qa.reading.formats.runs import STRUCK
from qa.records import Removed

_BLOCKS = (
    "article aside blockquote body center col colgroup dd details dir div dl dt fieldset figcaption figure footer "
    "header hgroup h1 h2 h3 h4 h5 h6 hr iframe li main nav ol p pre section summary table tbody td tfoot th thead "
    "tr ul video audio picture canvas"
)
_INLINE = (
    "a abbr acronym b bdi bdo big cite code dfn em font i img ins kbd mark nobr rp rt ruby samp small source span "
    "strong tt u var wbr sup sub s del strike"
)
_ALSO_WORDS = (
    "address area base button caption data form head html input label legend link map meta meter object option "
    "output param progress select slot style textarea time title track command content search"
)
"""Tags whose names are words that may stand for what is to be filled in."""
_ATTRIBUTES = r"(?:[^<>\"'\n]|\"[^\"\n]*\"|'[^'\n]*'|\n(?!\s*\n))"


def _any(names: str) -> str:
    return "|".join(names.split())


_STRUCTURE = re.compile(
    rf"{CODE}|(?<!\\)<(?P<tag>table|ul|ol|dl|h[1-6])(?:\s{_ATTRIBUTES}{{0,500}})?>", re.IGNORECASE
)
_UNSEEN = re.compile(
    rf"{CODE}|(?<!\\)<(?P<tag>script|style|template|noscript|svg)\b[^<>]*>(?P<inside>(?:(?!<(?P=tag)\b).)*?)</(?P=tag)>",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_START = re.compile(rf"^ {{0,3}}</?(?:{_any(_BLOCKS)})(?:\s|/?>|$)", re.IGNORECASE)
_POSITION = re.compile(r"(?<!\\)<(?P<tag>sup|sub)\b[^<>\n]*>(?P<text>[^<>\n]{1,60})</(?P=tag)>", re.IGNORECASE)
_STRIKE = re.compile(r"(?<!\\)</?(?:s|del|strike)(?:\s[^<>\n]*)?>", re.IGNORECASE)
_QUOTE = re.compile(r"(?<!\\)<(?P<closes>/)?q(?:\s[^<>\n]*)?>", re.IGNORECASE)
_BREAK = re.compile(r"(?<!\\)<br\s*/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"(?<!\\)</?(?:{_any(_BLOCKS)})(?:\s{_ATTRIBUTES}{{0,500}})?/?>", re.IGNORECASE)
_TAG = re.compile(rf"(?<!\\)</?(?:{_any(_INLINE)})(?:\s{_ATTRIBUTES}{{0,500}})?/?>", re.IGNORECASE)
_PERHAPS_TAG = re.compile(
    rf"(?<!\\)<(?P<closes>/)?(?P<name>{_any(_ALSO_WORDS)})(?P<attributes>\s+[\w-]+=[^<>\n]*)?\s*(?P<empty>/)?>",
    re.IGNORECASE,
)
_LINE_POSITION = re.compile(r"(?P<sign>[~^])(?P<text>[0-9+\-−–]{1,6})(?P=sign)")


def structured(prose: str, above: int, removed: list[Removed]) -> str:
    """Return a text with the tables, lists and headings that it has in HTML as Markdown; unseen text is reported.

    ``above`` lines stand over the text.
    """
    if "<" not in prose:
        return prose

    lines = LineCount(prose, above)

    def unseen(match: re.Match[str]) -> str:
        if match["code"]:
            return match[0]
        if text := " ".join(match["inside"].split()):
            removed.append(Removed(text=text, rule=INVISIBLE, line=lines.at(match.start())))
        return ""

    prose = _UNSEEN.sub(unseen, prose)
    parts: list[str] = []
    position, unclosed = 0, set[str]()
    for match in _STRUCTURE.finditer(prose):
        tag = (match["tag"] or "").lower()
        if not tag or match.start() < position or tag in unclosed:
            continue
        end = _closing(prose, tag, match.start())
        if end is None:
            unclosed.add(tag)
            continue
        root = parse_html(prose[match.start() : end], "the text")
        if root is None:
            continue
        removed += write_marks(root, Sheet())
        inner = walk(root)
        removed += inner.removed
        parts += [prose[position : match.start()], "\n\n", "\n".join(_lines(inner.blocks)), "\n\n"]
        position = end
    prose = "".join([*parts, prose[position:]])
    return "\n".join(_dedented(prose.split("\n")))


def _closing(prose: str, tag: str, start: int) -> int | None:
    """Return where an element ends, by the tags of its name within it."""
    depth = 0
    for match in re.compile(rf"<(?P<closes>/)?{tag}\b[^<>]*>", re.IGNORECASE).finditer(prose, start):
        depth += -1 if match["closes"] else 1
        if not depth:
            return match.end()
    return None


def _lines(blocks: tuple[DocumentBlock, ...]) -> Iterator[str]:
    in_list = False
    for block in blocks:
        text = block.text.replace("<", "\\<")
        item = block.kind is DocumentBlockKind.LIST_ITEM
        if not (item and in_list):
            yield ""
        if block.kind is DocumentBlockKind.HEADING:
            yield f"{'#' * block.level} {text}"
        elif item:
            yield f"{'    ' * (block.level - 1)}{item_opening(block.marker)}{text}"
        else:
            yield text
        in_list = item


def _dedented(lines: list[str]) -> Iterator[str]:
    """Yield the lines, those of an HTML block without their indent: it makes no code of them."""
    within = False
    for line in lines:
        within = bool(line.strip()) and (within or _BLOCK_START.match(line) is not None)
        yield line.lstrip() if within else line


def plain_tags(words: str, closed: set[str]) -> str:
    """Return words without tags; of names that are also words, those in ``closed`` or with attributes are tags."""
    if "^" in words or "~" in words:
        words = _LINE_POSITION.sub(_positioned, words)
    if "<" not in words:
        return words
    words = _POSITION.sub(
        lambda match: (raised if match["tag"].lower() == "sup" else lowered)(match["text"]), words
    )
    words = _QUOTE.sub(lambda match: "”" if match["closes"] else "“", _STRIKE.sub(STRUCK, words))
    words = _PERHAPS_TAG.sub(
        lambda tag: "" if tag["attributes"] or tag["empty"] or tag["name"].lower() in closed else tag[0], words
    )
    return _TAG.sub("", _BLOCK_TAG.sub("\n\n", _BREAK.sub(BREAK, words)))


def closed_names(text: str) -> set[str]:
    """Return the names of the elements that are closed somewhere in a text."""
    return {name.lower() for name in re.findall(r"</(\w+)>", text)} if "</" in text else set()


def _positioned(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    after = match.string[match.end() : match.end() + 1]
    if not (before.isalnum() or before == ")") or after in (match["sign"], "~", "^"):
        return match[0]
    return (raised if match["sign"] == "^" else lowered)(match["text"])
