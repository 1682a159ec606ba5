"""What stands in Markdown for a generator of pages and not for a reader: commands, components, attributes.

Shortcodes of Hugo, tags of Liquid, components of MDX, imports and lists of attributes go, each reported that may
have brought text along; the titles in them, which a reader sees, stay.
"""

import re

from qa.records import Removed

COMMAND_RULE = "command to a generator of pages"
CODE = r"(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
"""Code within a line, which is left as it stands."""
_INSIDE = r"[^{}]{0,1000}"
_COMMAND = re.compile(
    rf"{CODE}|(?<!\\)\{{\{{[<%](?P<hugo>{_INSIDE})[%>]\}}\}}|(?<!\\)\{{%(?P<liquid>{_INSIDE})%\}}"
)
_NAME = re.compile(r"[-\s]*(?P<closes>/|end(?=[a-z]))?\s*(?P<name>[\w./-]+)")
_QUOTED = r"(?:\"[^\"]*\"|'[^']*')"
_SHOWN = re.compile(rf"(?<![\w-])(?:title|label|caption|summary|header|heading|name)\s*=\s*(?P<quoted>{_QUOTED})")
_POSITIONAL = re.compile(rf"\s(?P<quoted>{_QUOTED})")
_ATTRIBUTE = r"[@:\w-]+(?:\s?=\s?(?:\"[^\"]*\"|'[^']*'|\{[^{}]*\}))?"
_COMPONENT = re.compile(
    rf"{CODE}|(?<!\\)<(?P<closes>/)?(?P<name>[A-Z][\w.]*)(?P<attributes>(?:\s+{_ATTRIBUTE}){{0,20}})\s*(?P<empty>/)?>"
)
"""A word in angle brackets with a capital is a component where it has attributes, ends in "/>" or is closed."""
_CLOSED = re.compile(r"</([A-Z][\w.]*)>")
_MODULE_LINE = re.compile(
    r"^(?:import\s(?:[\w{}*,\s]{1,300}\sfrom\s)?(?P<from>['\"])[^'\"\n]+(?P=from);?|"
    r"export\s(?:const\s\w+\s?=|default\s(?:function|class)?\s?[\w]*\s?[({]).*)\s*$"
)
_INCLUDED = re.compile(
    r"^\s*(?:-+8<-+\s.*|\{!.*!\}|\[\[?_?toc_?\]\]?|@\[toc\]|\\(?:newpage|pagebreak|clearpage)|\*\[[^\]\n]+\]:.*)\s*$",
    re.IGNORECASE,
)
"""Another file's text, a table of contents, what an abbreviation is short for, the end of a page."""
_SPEAKING = frozenset("ie(-{[@*\\")
"""With one of these a line begins that is an import, an export, a target or an inclusion."""
_PAIR = r"(?:[.#][A-Za-z][\w:-]*|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s{}\"']+))"
_ATTRIBUTES = re.compile(
    rf"{CODE}|(?<!\\)\{{:{{1,2}}(?:\s*(?:{_PAIR}|[\w-]+)){{1,20}}\s*/?\}}|"
    rf"(?:(?<=[)\]`*_\"])|(?<!\\)(?<=\s)|^)\{{\s*{_PAIR}(?:\s+{_PAIR}){{0,20}}\s*\}}(?=\s*$|[\s.,;:!?)])",
    re.MULTILINE,
)
_SPAN = re.compile(rf"(?<![\\\]])\[(?P<text>[^\[\]\n]+)\]\{{\s*{_PAIR}(?:\s+{_PAIR}){{0,20}}\s*\}}")
"""Words that get a look: ``[so]{.smallcaps}``."""
_TARGET = re.compile(r"^\([\w.:-]+\)=\s*$")
_ROLE = re.compile(r"(?<![\\\w])\{(?:[a-z][\w:+-]*)\}`(?P<text>[^`\n]+)`")
_ROLE_TARGET = re.compile(r"\s*<[^<>]*>$")


class LineCount:
    """The lines of places in a text, asked for in their order: each stretch of the text is counted once."""

    def __init__(self, text: str, above: int) -> None:
        """Begin at the top; ``above`` lines stand over the text."""
        self._text, self._line, self._position = text, above + 1, 0

    def at(self, position: int) -> int:
        """Return the line of a place, which stands behind the one before."""
        self._line += self._text.count("\n", self._position, position)
        self._position = position
        return self._line


def without_commands(prose: str, above: int, removed: list[Removed]) -> str:
    """Return a text without what speaks to a generator of pages; what may have brought text along is reported.

    ``above`` lines stand over the text, its own first one counted as the next.
    """
    if "{" in prose:
        prose = _without(_COMMAND, prose, above, removed, _closed_commands(prose))
        prose = _ROLE.sub(lambda role: f"`{_ROLE_TARGET.sub('', role['text'])}`", prose)
        prose = _SPAN.sub(r"\g<text>", prose)
        prose = _ATTRIBUTES.sub(lambda match: match[0] if match["code"] else "", prose)
    if "<" in prose:
        prose = _without(_COMPONENT, prose, above, removed, set(_CLOSED.findall(prose)))
    lines = prose.split("\n")
    for number, line in enumerate(lines):
        if line.lstrip()[:1] not in _SPEAKING:
            continue
        if _MODULE_LINE.match(line) or _TARGET.match(line):
            lines[number] = ""
        elif _INCLUDED.match(line):
            removed.append(Removed(text=" ".join(line.split()), rule=COMMAND_RULE, line=above + number + 1))
            lines[number] = ""
    return "\n".join(lines)


def _closed_commands(prose: str) -> set[str]:
    names = (_NAME.match(match["hugo"] or match["liquid"] or "") for match in _COMMAND.finditer(prose))
    return {match["name"] for match in names if match and match["closes"]}


def _without(pattern: re.Pattern[str], prose: str, above: int, removed: list[Removed], closed: set[str]) -> str:
    lines = LineCount(prose, above)

    def plain(match: re.Match[str]) -> str:
        if match["code"]:
            return match[0]
        parts = match.groupdict()
        if pattern is _COMPONENT:
            if not (parts["attributes"].strip() or parts["empty"] or parts["name"] in closed):
                return match[0]
            titles, lone = _titles(parts["attributes"]), bool(parts["empty"])
        else:
            inside = parts["hugo"] or parts["liquid"] or ""
            named = _NAME.match(inside)
            paired = named is not None and named["name"] in closed
            titles, lone = _titles(inside, positional=paired), not paired
        if lone:
            line = lines.at(match.start())
            removed.append(Removed(text=" ".join(match[0].split()), rule=COMMAND_RULE, line=line))
        return f"\n\n{titles}\n\n" if _stands_alone(match) else titles

    return pattern.sub(plain, prose)


def _titles(inside: str, *, positional: bool = False) -> str:
    """Return what a reader sees of a command: the titles in it."""
    matches = [*_SHOWN.finditer(inside)] or ([*_POSITIONAL.finditer(inside)] if positional else [])
    titles = [match["quoted"][1:-1].strip() for match in matches]
    return " ".join(f"**{title}**" for title in titles if title)


def _stands_alone(match: re.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end : text.find("\n", end) if text.find("\n", end) >= 0 else len(text)]
    return not before.strip(" \t>") and not after.strip()
