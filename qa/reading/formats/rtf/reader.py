"""Rich text (.rtf) → document: the text as it prints; what does not print is reported.

The one maintained library that takes text out of such files (striprtf 0.0.35) keeps no look of it: it makes 109 of
10⁹.  So the tokens are read here, by the specification of the format (version 1.9.1), with a stack of its own.
"""

import codecs
import re
from dataclasses import dataclass, replace

from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind, UnreadableError
from qa.reading.formats.archive import one_line, opening_title, plain_details, refusing_damage
from qa.reading.formats.rtf.declarations import PLACES, Declarations, RichFont, RichStyle
from qa.reading.formats.rtf.story import RichLook, RichParagraph, Story
from qa.reading.formats.rtf.tokens import CHARACTERS, SIGNS, SIGNS_CHARSET, Token, TokenKind, tokens_of
from qa.reading.formats.symbols import PRIVATE, UNREADABLE, in_font
from qa.reading.formats.word.text import RAISED_LEAST
from qa.records import Removed

GROUPS_DEEP_MOST = 2_000
"""Real files nest some dozen groups; each open one is kept."""
DEEPEST_HEADING_LEVEL = 6
FURNITURE = "running header or footer"
_BEGINS = re.compile(rb"^(?:\xef\xbb\xbf)?\s*\{\\rtf")
_KEPT = frozenset("fldrslt result moMath moMathPara mmath shptxt ud".split())
"""Groups that print though they are marked as ones to leave out by whoever does not know them."""
_MARKERS = frozenset(("listtext", "pntext"))
_STORIES = {"footnote": "", "shptxt": "", "annotation": "comment"} | {
    f"{kind}{pages}": FURNITURE for kind in ("header", "footer") for pages in ("", "l", "r", "f")
}
_SKIPPED = frozenset(
    "atnauthor atndate atnid atnref atrfend atrfstart background bkmkend bkmkstart colorschememapping colortbl "
    "comment company datafield datastore doccomm docvar falt fldinst fontemb fontfile formfield generator "
    "info_other keywords latentstyles levelnumbers leveltext listname listpicture listrestarthdn manager "
    "mmathPr nonshppict objclass objdata objname operator panose pict pn pnseclvl printim private revtbl "
    "revtim rsidtbl rxe shpinst shprslt sn sp subject sv tc template themedata txe upr userprops wgrffmtfilter "
    "xe xmlnstbl".split()
)
_POSITIONS = {"super": 1, "sub": -1, "nosupersub": 0, "msup": 1, "msub": -1}
_ENDS = frozenset("par sect page column".split())
_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


@dataclass(slots=True)
class _Group:
    """What a brace opened: ``name`` is the word that says what the group is, ``place`` the table it stands in."""

    look: RichLook
    paragraph: RichParagraph
    story: Story
    skip: int = 1  # how many bytes stand for each Unicode character, for programs that know none
    name: str = ""
    place: str = ""
    printing: bool = True
    ignorable: bool = False
    fresh: bool = True  # nothing has been read in it yet
    words: list[str] | None = None


def read_rtf(content: bytes) -> Document:
    """Read a rich text file; raises UnreadableError when it is none, damaged, or has no text."""
    if not _BEGINS.match(content):
        raise UnreadableError("the file is not rich text")
    with refusing_damage():
        return _Reader().document(content)


class _Reader:
    """Takes the tokens of one file."""

    def __init__(self) -> None:
        self._removed: list[Removed] = []
        self._declarations = Declarations()
        self._main = Story("", self._tell, self._declarations.marker)
        self._groups = [_Group(RichLook(), RichParagraph(), self._main)]
        self._page = "cp1252"
        self._default_font = 0
        self._pending = bytearray()
        self._surrogate = ""
        self._to_skip = 0
        self._pictures = 0

    def document(self, content: bytes) -> Document:
        """Return the whole document."""
        for token in tokens_of(content):
            self._take(token)
        self._flush()
        if unclosed := len(self._groups) - 1:
            self._tell("end of the file missing", f"{unclosed} groups were never closed")
        while len(self._groups) > 1:
            self._close()
        self._main.finish()
        if self._pictures:
            self._tell("picture", f"pictures: {self._pictures}")
        blocks = self._main.blocks
        if all(block.kind is DocumentBlockKind.HEADING for block in blocks):
            raise UnreadableError("the file has no text")
        titles = [block.text for block in blocks if block.kind is DocumentBlockKind.HEADING and not block.level]
        shift = 1 if titles else 0  # under a title every heading is a level deeper
        levelled = [
            replace(block, level=min(block.level + shift, DEEPEST_HEADING_LEVEL))
            if block.kind is DocumentBlockKind.HEADING
            else block
            for block in blocks
        ]
        details = self._details(titles[0] if titles else "", levelled)
        return Document(blocks=tuple(levelled), details=details, removed=tuple(self._removed))

    def _details(self, title: str, blocks: list[DocumentBlock]) -> Details:
        year, month, day = (self._declarations.created.get(part, 0) for part in ("yr", "mo", "dy"))
        details = plain_details(
            title=title or self._declarations.info.get("title", ""),
            author=self._declarations.info.get("author", ""),
            created=f"{year:04d}-{month:02d}-{day:02d}" if year else "",
        )
        return details if details.title else replace(details, title=opening_title(blocks))

    def _tell(self, rule: str, text: str) -> None:
        if text := one_line(text):
            self._removed.append(Removed(text=text, rule=rule))

    def _take(self, token: Token) -> None:
        group = self._groups[-1]
        if token.kind in (TokenKind.OPEN, TokenKind.CLOSE):
            self._flush()
            self._to_skip = 0
            if token.kind is TokenKind.CLOSE:
                if len(self._groups) > 1:
                    self._close()
                return
            if len(self._groups) > GROUPS_DEEP_MOST:
                raise UnreadableError("the file is damaged (its parts are nested too deep)")
            group.fresh = False
            self._groups.append(replace(group, fresh=True, ignorable=False, name=group.name))
        elif self._to_skip:
            self._skip(token)
        elif token.kind is TokenKind.BYTES:
            group.fresh = False
            self._pending += token.content if group.printing else b""
        else:
            self._flush()
            self._control(group, token)

    def _skip(self, token: Token) -> None:
        """Step over what stands for the Unicode character before it."""
        count = len(token.content) if token.kind is TokenKind.BYTES else 1
        stepped = min(count, self._to_skip)
        self._to_skip -= stepped
        if token.kind is TokenKind.BYTES and self._groups[-1].printing:
            self._pending += token.content[stepped:]

    def _control(self, group: _Group, token: Token) -> None:
        if token.kind is TokenKind.SIGN:
            group.ignorable = group.ignorable or (group.fresh and token.word == "*")
            group.fresh = group.fresh and token.word == "*"
            self._print(SIGNS.get(token.word, ""))
            return
        fresh, group.fresh = group.fresh, False
        if fresh and self._begins(group, token.word):
            return
        if group.printing:
            self._word(group, token.word, token.number)

    def _begins(self, group: _Group, word: str) -> bool:
        """See what a group is by its first word; True where that is all that the word says."""
        if word in _STORIES:
            group.story = Story(word, self._tell, self._declarations.marker)
            group.look, group.paragraph = RichLook(font=group.look.font), RichParagraph()
            group.printing = group.printing or word == "shptxt"
        elif word in _MARKERS:
            group.words = []
        elif word in PLACES:
            group.place = word
        elif word in _SKIPPED:
            self._pictures += group.printing and word == "pict"
            group.printing = False
        elif word == "ud":  # the same text as beside it, in Unicode
            group.printing = True
        elif group.ignorable and word not in _KEPT and not group.place:
            group.printing = False
        else:
            if group.place == "info":
                group.name = word
            return group.place == "info" or word in _KEPT
        group.name = word
        return True

    def _close(self) -> None:
        group, around = self._groups.pop(), self._groups[-1]
        if group.story is not around.story:
            group.story.finish()
            self._end_story(group.story, around.story)
        elif group.words is not None and group.words is not around.words and group.printing:
            group.story.marker = one_line("".join(group.words))

    def _end_story(self, story: Story, around: Story) -> None:
        if not story.blocks:
            return
        if story.name == "footnote":
            around.beside.append(DocumentBlock(kind=DocumentBlockKind.NOTE, text=story.words()))
        elif rule := _STORIES[story.name]:
            self._tell(rule, story.words())
        else:
            around.beside += story.blocks

    def _word(self, group: _Group, word: str, number: int | None) -> None:
        if word in CHARACTERS:
            self._print(CHARACTERS[word])
        elif word == "u":
            self._unicode(group, number or 0)
        elif word == "uc":
            group.skip = max(number or 0, 0)
        elif group.place:
            self._declarations.word(group.place, group.name, word, number or 0)
        elif word == "deff":
            self._default_font = number or 0
        elif word == "ansicpg" or word in _PAGES:
            self._code_page(_PAGES.get(word, f"cp{number}"))
        elif word == "mden":  # the denominator of a fraction: its numerator is already printed
            self._print("/")
        elif not self._is_look(group, word, number):
            self._paragraph_word(group, word, number or 0)

    def _code_page(self, page: str) -> None:
        try:
            self._page = codecs.lookup(page).name
        except LookupError:
            self._tell("code page that is not known", page)

    def _is_look(self, group: _Group, word: str, number: int | None) -> bool:
        """Take a word that says how text looks; False where it says something else."""
        look, on = group.look, number != 0
        if word == "plain":
            look = RichLook()
        elif word == "f":
            look = replace(look, font=number or 0)
        elif word in _POSITIONS:
            look = replace(look, position=_POSITIONS[word] if on else 0)
        elif word in ("up", "dn"):
            far = (6 if number is None else number) >= RAISED_LEAST  # 6 half points where it does not say
            look = replace(look, position=0 if not far else 1 if word == "up" else -1)
        elif word in ("strike", "striked"):
            look = replace(look, struck=on)
        elif word == "v":
            look = replace(look, hidden=on)
        elif word == "deleted":
            look = replace(look, deleted=on)
        elif word == "b":
            look = replace(look, bold=on)
        else:
            return False
        group.look = look
        return True

    def _paragraph_word(self, group: _Group, word: str, value: int) -> None:
        story, paragraph = group.story, group.paragraph
        if word in _ENDS:
            story.end_paragraph(paragraph)
        elif word == "nestcell":
            story.end_paragraph(replace(paragraph, in_table=True))
        elif word == "cell":
            story.end_cell()
        elif word == "row":
            story.end_row()
        elif word == "trowd":
            story.begin_row()
        elif word == "trhdr":
            story.head_row()
        elif word in ("clmrg", "clvmrg"):
            story.join(left=word == "clmrg", above=word == "clvmrg")
        elif word == "cellx":
            story.edge(value)
        elif word == "pard":
            group.paragraph = RichParagraph()
        elif word == "intbl":
            group.paragraph = replace(paragraph, in_table=True)
        elif word == "s":
            styled = self._declarations.styles.get(value, RichStyle()).paragraph()
            listed, depth = paragraph.listed or styled.listed, paragraph.depth or styled.depth
            group.paragraph = replace(styled, in_table=paragraph.in_table, listed=listed, depth=depth)
        elif word == "outlinelevel":
            group.paragraph = replace(paragraph, level=value + 1 if 0 <= value < 9 else 0)
        elif word == "dropcapli":
            group.paragraph = replace(paragraph, initial=value > 1)
        elif word == "ls":
            group.paragraph = replace(paragraph, listed=value)
        elif word == "ilvl":
            group.paragraph = replace(paragraph, depth=min(max(value, 0), 8))

    def _unicode(self, group: _Group, number: int) -> None:
        self._to_skip = group.skip
        code = number % 65536
        if 0xD800 <= code < 0xDC00:
            self._surrogate = chr(code)
            return
        pair = (self._surrogate + chr(code)).encode("utf-16-le", "surrogatepass")
        self._surrogate = ""
        self._print(self._signs(pair.decode("utf-16-le", "replace"), self._font().name))

    def _font(self) -> RichFont:
        number = self._groups[-1].look.font
        return self._declarations.fonts.get(self._default_font if number < 0 else number, RichFont())

    def _flush(self) -> None:
        """Print the bytes that were gathered, by the code page of their font."""
        if not self._pending:
            return
        content, self._pending = bytes(self._pending).replace(b"\x00", b""), bytearray()
        font = RichFont() if self._groups[-1].place else self._font()
        if font.charset == SIGNS_CHARSET:
            text = "".join(chr(0xF000 + byte) if byte > 0x20 else chr(byte) for byte in content)
        else:
            try:
                text = content.decode(font.page_or(self._page), "replace")
            except LookupError:
                text = content.decode(self._page, "replace")
        self._print(self._signs(text, font.name))

    def _signs(self, text: str, font: str) -> str:
        if not font and not PRIVATE.search(text):
            return text
        signs = in_font(text, font)
        if UNREADABLE in signs and UNREADABLE not in text:
            codes = " ".join(f"U+{ord(character):04X}" for character in PRIVATE.findall(text) or text)
            self._tell("sign of a font without a known map", f"{codes} {font}".strip())
        return signs

    def _print(self, text: str) -> None:
        group = self._groups[-1]
        if not text or not group.printing:
            return
        if group.place:
            self._declarations.text(group.place, group.name, text)
        elif group.words is not None:
            group.words.append(text)
        else:
            group.story.add(text, group.look)
