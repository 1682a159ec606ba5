"""Markdown as people write it → CommonMark: what generators of pages add, in words that a reader sees.

Code is left as it stands.  Admonitions and tabs become their title and their text, a callout its text, a wiki link
its label, a definition and a footnote a paragraph; HTML and what is meant for a generator of pages go (tags.py,
commands.py); comments, which no reader sees, are reported.
"""

import re
from collections.abc import Callable
from itertools import accumulate

from qa.reading.formats.markdown.commands import CODE, LineCount, without_commands
from qa.reading.formats.markdown.pandoc import with_line_blocks, with_notes
from qa.reading.formats.markdown.tags import closed_names, plain_tags, structured
from qa.records import Removed

COMMENT_RULE = "comment"
BRACKETS_OPEN_MOST = 100
"""Square brackets that may stand in one another in a paragraph: for each, markdown-it-py 4.3.0 looks for its end,
so that its time grows with the square of their number."""
_BRACKETS = re.compile(r"[\[\]]")
_BRACKET = re.compile(r"(?<!\\)\[")
_FENCE = re.compile(r"^\s*(?:>\s?)*(?:[-*+]\s+|\d+[.)]\s+)?(?P<fence>`{3,}|~{3,})")
_LISTING = re.compile(r"^\s*\{[%{][<%]?-?\s*(?P<closes>end|/)?\s*highlight\b[^{}\n]*[%>]\}\}?\s*$")
_OPENER = re.compile(
    r"^(?P<indent> *)(?:(?:!!!|\?\?\?\+?)\s+(?P<kind>[\w-]+)[^\"\n]*|===[!+]?\s+)(?:\"(?P<title>[^\"\n]*)\")?\s*$"
)
_CALLOUT = re.compile(r"^(?P<quote>\s*(?:>\s?)+)\[!(?P<kind>[\w-]+)(?:\|[^\]\n]*)?\][+-]?[ \t]*(?P<title>.*)$")
_COLONS = re.compile(
    r"^\s*(?P<mark>:{3,})[ \t]*(?:(?P<brace>\{)?[ \t]*\.?(?P<kind>[a-zA-Z][\w-]*)(?(brace)[^}\n]*\}))?"
    r"[ \t]*(?:\[(?P<bracketed>[^\]\n]*)\]|(?P<title>[^{}\n]*))?(?:\{[^{}\n]*\})?[ \t]*$"
)
_DIRECTIVE = re.compile(r"^(?P<indent>\s*)(?P<fence>`{3,}|~{3,})\{(?P<kind>[a-z][\w:-]*)\}[ \t]*(?P<title>.*)$")
_OPTION = re.compile(r"^\s*:[\w-]+:(?:\s.*)?$")
_CODE_DIRECTIVES = frozenset(
    "code code-block code-cell sourcecode literalinclude include math eval-rst mermaid raw toctree image".split()
)
_TITLED = frozenset(
    """note tip info warning danger caution important hint attention error success question example seealso see
    todo abstract summary quote""".split()
)
"""Boxes that show what they are called where they have no title."""
_CODE = re.compile(CODE)
_WIKI = re.compile(r"(?P<embedded>!)?(?<!\\)\[\[(?P<page>[^\[\]|\n]+)(?:\|(?P<label>[^\[\]\n]+))?\]\]")
_PICTURE = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|mp[34]|webm|mov|wav|ogg|m4a|canvas|base)\s*$", re.IGNORECASE
)
_TIMES = re.compile(r"(?<=\d)\*(?=\d)")
_COMMENT = re.compile(  # none may hold the start of another, so that the search takes linear time
    rf"{CODE}|(?<!\\)<!--(?:(?!<!--|-->)[\s\S])*-->|"
    r"(?<![\\%\w])%%(?!%)(?:(?!%%)[\s\S])*%%(?![%\w])|\{/\*(?:(?!\{/\*|\*/)[\s\S])*\*/\}|"
    r"(?<!\\)\{%-?\s*comment\s*-?%\}(?:(?!\{%-?\s*comment\s)[\s\S])*?\{%-?\s*endcomment\s*-?%\}|"
    r"(?m:^)[ ]{0,3}\[(?://|comment)\]:[ \t]*(?:\#|<>)[ \t]*(?:\([^\n]*\)|\"[^\n]*\"|'[^\n]*')[ \t]*(?m:$)"
)
_COMMENT_SIGNS = ("<!--", "%%", "{/*", "{%", "]:")
_FOOTNOTE = re.compile(r"^\[\^(?P<name>[^\]\s]+)\]:[ \t]*")  # CommonMark takes it for the target of a link
_FOOTNOTE_MARK = re.compile(r"(?<!\\)\[\^(?P<name>[^\]\s\\]+)\]")
_DEFINITION = re.compile(r"^:[ \t]+(?=\S)")
_HIGHLIGHT = re.compile(r"(?<![\\=\w])==(?=[^\s=])(?P<text>[^=\n]{1,500}?)(?<=\S)==(?![=\w])")
_TASK = re.compile(r"^(?P<before>\s*(?:>\s?)*(?:[-*+]|\d{1,9}[.)])\s+)\[(?P<done>[ xX])\]\s+")
_BLOCK_NAME = re.compile(r"(?:^|(?<=\S)[ \t]+)(?<!\\)\^(?=[\w-]*[a-z])[\w-]{3,}$")
"""By which Obsidian links to a paragraph; nobody sees it."""


def as_commonmark(text: str, *, above: int = 0) -> tuple[str, list[Removed]]:
    """Return a text in CommonMark, and what is left out of it; ``above`` so many lines stand over it."""
    removed: list[Removed] = []

    def without_comment(prose: str, line: int) -> str:
        if not any(sign in prose for sign in _COMMENT_SIGNS):
            return prose
        lines = LineCount(prose, above + line - 1)

        def gone(comment: re.Match[str]) -> str:
            if comment["code"]:
                return comment[0]
            at = lines.at(comment.start())
            removed.append(Removed(text=" ".join(comment[0].split()), rule=COMMENT_RULE, line=at))
            return "\n" * comment[0].count("\n")  # so that the lines below keep their numbers

        return _COMMENT.sub(gone, prose)

    def written_out(prose: str, line: int) -> str:
        started = above + line - 1
        return "\n".join(_without_colons(structured(without_commands(prose, started, removed), started, removed)))

    whole = _outside_fences(_without_directives(text), without_comment)
    whole = _outside_fences("\n".join(_without_openers(whole.split("\n"))), written_out)
    whole = _outside_fences(whole, lambda prose, _: with_line_blocks(_without_deep_brackets(prose)))
    whole = with_notes(whole, sum(bool(_FOOTNOTE.match(line)) for line in whole.split("\n")), _outside_fences)
    closed = closed_names(whole)
    return _outside_fences(
        whole, lambda prose, _: "\n".join(_plain_line(line, closed) for line in prose.split("\n"))
    ), removed


def _without_deep_brackets(text: str) -> str:
    """Return a text in which the brackets of a paragraph begin no links where too many stand in one another."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(
        _BRACKET.sub(r"\\[", paragraph) if _depth(paragraph) > BRACKETS_OPEN_MOST else paragraph
        for paragraph in paragraphs
    )


def _depth(text: str) -> int:
    """Return how many square brackets stand open at most."""
    steps = (1 if bracket == "[" else -1 for bracket in _BRACKETS.findall(text))
    return max(accumulate(steps, lambda depth, step: max(0, depth + step)), default=0)


def _without_directives(text: str) -> str:
    """Open the fences of MyST that hold text, such as a note, and fence the listings of Liquid and Hugo."""
    if "{" not in text:
        return text
    done: list[str] = []
    fence = ""  # of the code that is open
    directives: list[str] = []
    heading = False  # right below the line that opens a directive
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        opened = _DIRECTIVE.match(line) if not fence else None
        ends = mark is not None and not line.strip(" `~\t")
        if opened and opened["kind"] not in _CODE_DIRECTIVES:
            directives.append(opened["fence"])
            title = opened["title"].strip() or (opened["kind"].capitalize() if opened["kind"] in _TITLED else "")
            done += ["", f"**{title}**" if title else "", ""]
            heading = True
            continue
        if ends and mark and not fence and directives and mark["fence"] == directives[-1]:
            directives.pop()
            done.append("")
            continue
        if heading and _OPTION.match(line):
            continue
        heading = False
        if mark and not fence:
            fence = mark["fence"]
        elif ends and mark and line.strip().startswith(fence):
            fence = ""
        elif listing := _LISTING.match(line):
            line, fence = "```", "" if listing["closes"] else "```"
        done.append(line)
    return "\n".join(done)


def _without_colons(text: str) -> list[str]:
    """Return the lines, boxes between colons as their title and their text."""
    lines = text.split("\n")
    if ":::" not in text:
        return lines
    done: list[str] = []
    heading = False
    for line in lines:
        box = _COLONS.match(line)
        if box is None:
            if not (heading and _OPTION.match(line)):
                heading = False
                done.append(line)
            continue
        kind = (box["kind"] or "").lower()
        title = (box["bracketed"] or box["title"] or "").strip(" :")
        title = title or (kind.capitalize() if kind in _TITLED else "")
        done += ["", f"**{title}**" if title else "", ""]
        heading = bool(kind)
    return done


def _outside_fences(text: str, change: Callable[[str, int], str]) -> str:
    """Return a text with what lies outside fenced code changed; the change is told the line it begins on."""
    done: list[str] = []
    prose: list[str] = []
    begins, fence = 1, ""
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _FENCE.match(line)
        if not fence and mark and mark["fence"]:
            if prose:
                done.append(change("\n".join(prose), begins))
            prose, fence = [], mark["fence"]
            done.append(line)
        elif fence:
            done.append(line)
            if mark and line.strip().startswith(fence) and not line.strip(" `~"):
                fence, begins = "", number + 1
        else:
            prose.append(line)
    if prose:
        done.append(change("\n".join(prose), begins))
    return "\n".join(done)


def _without_openers(lines: list[str]) -> list[str]:
    """Turn admonitions and tabs into their title and their text, which stood four spaces in."""
    done: list[str] = []
    open_at: list[int] = []  # the indents of the blocks that are open, outermost first
    fence = ""
    for line in lines:
        shift = 4 * len(open_at)
        indent = len(line) - len(line.lstrip(" "))
        while open_at and line.strip() and indent < open_at[-1] + 4:
            open_at.pop()
            shift = 4 * len(open_at)
        mark = _FENCE.match(line)
        if mark and (not fence or (line.strip().startswith(fence) and not line.strip(" `~"))):
            fence = "" if fence else mark["fence"]
        opener = _OPENER.match(line) if not fence else None
        if opener and len(opener["indent"]) == shift:
            title = opener["title"] if opener["title"] is not None else (opener["kind"] or "").capitalize()
            done += ["", f"**{title}**" if title else "", ""]
            open_at.append(len(opener["indent"]))
        else:
            done.append(line[shift:] if line.strip() else line)
    return done


def _plain_line(line: str, closed: set[str]) -> str:
    if callout := _CALLOUT.match(line):
        title = callout["title"] or callout["kind"].capitalize()
        line = f"{callout['quote']}**{title}**\n{callout['quote'].rstrip()}"
    line = _TASK.sub(lambda task: f"{task['before']}{'☐' if task['done'] == ' ' else '☑'} ", line)
    line = _FOOTNOTE.sub(r"\n\\[\g<name>\\] ", line)
    if line.startswith("    ") or "\t" in line[:1]:  # perhaps code: only what cannot be code is changed
        return line
    if "^" in line:
        line = _BLOCK_NAME.sub("", line)
    parts = _CODE.split(line)
    changed = [
        part if number % 3 == 1 else _plain_words(part, closed)
        for number, part in enumerate(parts)
        if number % 3 != 2
    ]
    return _DEFINITION.sub("\n", "".join(changed))


def _plain_words(words: str, closed: set[str]) -> str:
    words = _FOOTNOTE_MARK.sub(r"\\[\g<name>\\]", words)
    if "[[" in words:
        words = _WIKI.sub(_label, words)
    if "==" in words:
        words = _HIGHLIGHT.sub(r"\g<text>", words)
    return _TIMES.sub(r"\\*", plain_tags(words, closed))


def _label(link: re.Match[str]) -> str:
    """Return what a wiki link shows; a picture that is embedded shows no words."""
    if link["embedded"] and _PICTURE.search(link["page"]):
        return ""
    return str(link["label"] or link["page"])
