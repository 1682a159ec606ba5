"""Markdown as people write it → CommonMark: what MkDocs, GitHub and Obsidian add, in words that a reader sees.

Code is left as it stands.  Admonitions and tabs become their title and their text, a callout its text, a wiki link
its label, a definition and a footnote a paragraph; known HTML tags go and their text stays; comments, which no
reader sees, are reported.
"""

import re
from collections.abc import Callable

from qa.records import Removed

COMMENT_RULE = "comment"
_FENCE = re.compile(r"^\s*(?:>\s?)*(?:[-*+]\s+|\d+[.)]\s+)?(?P<fence>`{3,}|~{3,})")
_OPENER = re.compile(
    r"^(?P<indent> *)(?:(?:!!!|\?\?\?\+?)\s+(?P<kind>[\w-]+)[^\"\n]*|===[!+]?\s+)(?:\"(?P<title>[^\"\n]*)\")?\s*$"
)
_CALLOUT = re.compile(r"^(?P<quote>\s*(?:>\s?)+)\[!(?P<kind>[\w-]+)\][+-]?[ \t]*(?P<title>.*)$")
_CODE = re.compile(r"(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))")
_WIKI = re.compile(r"!?(?<!\\)\[\[(?P<page>[^\[\]|\n]+)(?:\|(?P<label>[^\[\]\n]+))?\]\]")
_TIMES = re.compile(r"(?<=\d)\*(?=\d)")
_COMMENT = re.compile(
    r"(?<!\\)<!--(?:(?!<!--|-->).)*-->", re.DOTALL
)  # one that opens anew ends: the time stays linear
_BREAK = re.compile(r"(?<!\\)<br\s*/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"(?<!\\)</?(?:details|summary|div|p|section|figure|figcaption|center|table|tr|ul|ol|li)\b[^<>\n]*>",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"(?<!\\)</?(?:kbd|b|i|u|em|strong|small|mark|span|font|a|img|code|abbr|cite|q|ins|td|th|tbody|thead)\b[^<>\n]*>",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"^\[\^(?P<name>[^\]\s]+)\]:[ \t]*")  # CommonMark takes it for the target of a link
_FOOTNOTE_MARK = re.compile(r"(?<!\\)\[\^(?P<name>[^\]\s\\]+)\]")
_DEFINITION = re.compile(r"^:[ \t]+(?=\S)")


def as_commonmark(text: str, *, above: int = 0) -> tuple[str, list[Removed]]:
    """Return a text in CommonMark, and the comments left out of it; ``above`` so many lines stand over it."""
    removed: list[Removed] = []

    def without_comment(prose: str, line: int) -> str:
        for comment in _COMMENT.finditer(prose):
            at = above + line + prose.count("\n", 0, comment.start())
            removed.append(Removed(text=" ".join(comment[0].split()), rule=COMMENT_RULE, line=at))
        return _COMMENT.sub("", prose)

    whole = _outside_fences(text, without_comment)
    lines = _without_openers(whole.split("\n"))
    return _outside_fences(
        "\n".join(lines), lambda prose, _: "\n".join(map(_plain_line, prose.split("\n")))
    ), removed


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
    for line in lines:
        shift = 4 * len(open_at)
        indent = len(line) - len(line.lstrip(" "))
        while open_at and line.strip() and indent < open_at[-1] + 4:
            open_at.pop()
            shift = 4 * len(open_at)
        opener = _OPENER.match(line)
        if opener and len(opener["indent"]) == shift:
            title = opener["title"] if opener["title"] is not None else (opener["kind"] or "").capitalize()
            done += ["", f"**{title}**" if title else "", ""]
            open_at.append(len(opener["indent"]))
        else:
            done.append(line[shift:] if line.strip() else line)
    return done


def _plain_line(line: str) -> str:
    if callout := _CALLOUT.match(line):
        title = callout["title"] or callout["kind"].capitalize()
        line = f"{callout['quote']}**{title}**\n{callout['quote'].rstrip()}"
    line = _FOOTNOTE.sub(r"\n\\[\g<name>\\] ", line)
    if line.startswith("    ") or "\t" in line[:1]:  # perhaps code: only what cannot be code is changed
        return line
    parts = _CODE.split(line)
    changed = [
        part if number % 3 == 1 else _plain_words(part) for number, part in enumerate(parts) if number % 3 != 2
    ]
    return _DEFINITION.sub("\n", "".join(changed))


def _plain_words(words: str) -> str:
    words = _FOOTNOTE_MARK.sub(r"\\[\g<name>\\]", words)
    words = _WIKI.sub(lambda link: link["label"] or link["page"], words)
    words = _BLOCK_TAG.sub("\n\n", _BREAK.sub(" ", words))
    return _TIMES.sub(r"\\*", _TAG.sub("", words))
