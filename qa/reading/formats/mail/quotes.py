"""The lines of a message → its writer's own words, the signature, and what it quotes or forwards of others.

A quotation in a reply says nothing of what the writer holds, so it is never kept as the writer's words.  It is
told by its marks (">", a line that says who wrote it, the headers that Outlook sets above it), not by its content.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_QUOTED = re.compile(r"\s?>")
_MORE_THAN = re.compile(r"\s?>\s?[=\d]")  # "> 38 °C": a sign, where it stands alone
_INTRO_VERB = re.compile(
    r"\b(?:wrote|writes|said|schrieb|geschrieben|a écrit|écrit|escribió|ha scritto|scritto|escreveu|schreef|skrev"
    r"|kirjoitti|napisał(?:\(a\)|a)?|написал(?:\(а\)|а)?|пишет|napsal(?:\(a\)|a)?|yazdı|写道|さんは書きました)\s?:$",
    re.IGNORECASE,
)
_WHEN_OR_WHO = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]|@|<mailto:")
_SENT_BY = re.compile(r"@|<mailto:|\b\d{1,2}[:.]\d{2}\b")
"""An address or a time of day: where no marks of quotation follow, only a program writes these."""
_SENTENCE_END = re.compile(r"[.!?…]\s*$")
INTRO_LINES_MOST = 3
"""A line that says who wrote what follows is wrapped once or twice, where names are long."""
_FORWARDED = (
    r"(?:begin )?forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten (?:e-mail|nachricht)"
    r"|message transféré|début du message (?:transféré|réexpédié)|mensaje reenviado|inicio del mensaje reenviado"
    r"|messaggio inoltrato|inizio messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht"
    r"|begin doorgestuurd bericht|vidarebefordrat (?:meddelande|brev)|пересылаемое сообщение"
)
_ORIGINAL = (
    r"original(?:[ -]?message| appointment)|ursprüngliche nachricht|originalnachricht|message d'origine"
    r"|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|ursprungligt meddelande"
    r"|исходное сообщение"
)
_FORWARD_LINE = re.compile(rf"(?:[-_*\s]*(?:{_FORWARDED})\s?:?[-_*\s]*)$", re.IGNORECASE)
_ORIGINAL_LINE = re.compile(rf"[-_]{{2,}}\s*(?:{_ORIGINAL})\s*[-_]{{2,}}$", re.IGNORECASE)
_HEADERS = {
    "who": "from|von|de|da|van|från|fra|от(?: кого)?|od",
    "when": "date|sent|datum|gesendet|envoyé|fecha|enviado(?: el)?|data|inviato|verzonden|skickat|sendt|дата"
    "|отправлено|odesláno|data wysłania",
    "what": "subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|тема|předmět|temat",
    "other": "to|an|à|para|a|aan|till|til|кому|komu|do|cc|kopie|bcc|reply-to|antwort an|importance|attachments",
}
_NAMED = "|".join(f"(?P<{kind}>{words})" for kind, words in _HEADERS.items())
_HEADER = re.compile(rf"\s*\*?(?:{_NAMED})\s?:\*?(?:\s|$)(?P<value>.*)", re.IGNORECASE)
_HEADER_INSIDE = re.compile(rf"\s(?=\*?(?:{'|'.join(_HEADERS.values())})\s?:\s)", re.IGNORECASE)
HEADERS_LEAST = 3
"""Who wrote it and what about, which stand in every such block, and when or to whom; a journey has no subject."""
_RULE = re.compile(r"_{10,}\s*$")
_SIGNATURE = re.compile(r"-- $")
_BARE_SIGNATURE = re.compile(r"--$")  # its space was lost on the way, or it only parts a text
BARE_SIGNATURE_LINES_MOST = 4
"""What Usenet's custom allows."""
_SENTENCE = re.compile(r"(?:\S+\s+){4,}\S+[.!?…]\s*$")
SIGNATURE_LINES_MOST = 15
"""Companies write a dozen; more than this is text below a dash."""
_FOOTER_SIGN = re.compile(
    r"https?://|mailto:|@|\b(?:mailing list|unsubscribe|abmelden|désabonner)\b", re.IGNORECASE
)
FOOTER_LINES_MOST = 8
_FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|wg|tr|rv|i|enc|vb|vs|doorst)\s?:", re.IGNORECASE)


@dataclass(slots=True)
class Parts:
    """A message told apart: the lines of its sender, what is quoted, the signature, and what is forwarded of whom.

    ``headers`` are those that stand in the forwarded text: who, when, what.
    """

    own_lines: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    forwarded: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


def is_forward(subject: str) -> bool:
    """Tell by its subject a message that hands on another one."""
    return _FORWARD_SUBJECT.match(subject) is not None


def told_apart(lines: Sequence[str], *, subject: str = "") -> Parts:
    """Return a message's lines told apart."""
    parts = Parts()
    end, forwards = other_message([[line] for line in lines])
    other_lines = list(lines[end:])
    _own_lines(lines[:end], parts)
    forwards = forwards or is_forward(subject) or not any(line.strip() for line in parts.own_lines)
    if other_lines and forwards:
        parts.headers, parts.forwarded = _headers_of(other_lines)
    else:
        parts.quoted += other_lines
    # Nothing but a quotation: it is the text.
    if not any(line.strip() for line in [*parts.own_lines, *parts.forwarded]):
        parts.forwarded, parts.quoted = [_unquoted(line) for line in parts.quoted], []
    return parts


def header_lines(text: str) -> list[str]:
    """Return a block of headers that was joined on one line as lines again; any other text as it is."""
    first = _HEADER.match(text)
    return _HEADER_INSIDE.split(text) if first is not None and first["who"] else [text]


def other_message(paragraphs: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """Return at which paragraph another message begins that goes on to the end, and whether it is forwarded.

    A paragraph is its lines.  Where there is no other message, it is behind the last paragraph.
    """
    places = [place for place, paragraph in enumerate(paragraphs) for _ in paragraph]
    lines = [line for paragraph in paragraphs for line in paragraph]
    last_quoted = max((number for number, line in enumerate(lines) if _QUOTED.match(line)), default=-1)
    for number, line in enumerate(lines):
        if _FORWARD_LINE.match(line.strip()) and _has_headers(lines, number + 1):
            return places[number], True
        if _ORIGINAL_LINE.match(line.strip()) or (_RULE.match(line) and _has_headers(lines, number + 1)):
            return places[number], False
        header = _HEADER.match(line)
        if header is not None and header["who"] and _has_headers(lines, number):
            return places[number], False
        end = _intro_end(lines, number)
        if end and end > last_quoted and _SENT_BY.search(" ".join(lines[number:end])):
            return places[number], False
    return len(paragraphs), False


def _has_headers(lines: Sequence[str], start: int) -> bool:
    """Tell whether a block of headers begins here: who wrote, what about, and when or to whom."""
    kinds: set[str] = set()
    text = [line for line in lines[start : start + 12] if line.strip()]
    for line in text:
        match = _HEADER.match(line)
        if match is None:
            if not line[:1].isspace():  # a header goes on behind white space
                break
            continue
        kinds.add(str(next(kind for kind in ("who", "when", "what", "other") if match[kind])))
    return {"who", "what"} <= kinds and len(kinds) >= HEADERS_LEAST


def _headers_of(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the headers on top of a message, and its text."""
    headers: dict[str, str] = {}
    place = 0
    for place, line in enumerate(lines):
        match = _HEADER.match(line)
        if match is not None:
            kind = next(kind for kind in ("who", "when", "what", "other") if match[kind])
            headers.setdefault(kind, match["value"].strip())
        elif (headers and line.strip()) or (line.strip() and not _is_separator(line)):
            return headers, list(lines[place:])
    return headers, list(lines[place + 1 :])


def _is_separator(line: str) -> bool:
    text = line.strip()
    return bool(_FORWARD_LINE.match(text) or _ORIGINAL_LINE.match(text) or _RULE.match(text))


def _intro_end(lines: Sequence[str], place: int) -> int:
    """Return behind which line a line that says who wrote ends, 0 where none begins here."""
    ends = (line.rstrip().endswith(":") for line in lines[place : place + INTRO_LINES_MOST])
    if not any(ends) or not _WHEN_OR_WHO.search(lines[place]):  # told first, as a line may be as long as a file
        return 0
    for end in range(place + 1, min(place + INTRO_LINES_MOST, len(lines)) + 1):
        joined = " ".join(line.strip() for line in lines[place:end])
        if joined.endswith(":"):
            is_intro = _INTRO_VERB.search(joined) and _WHEN_OR_WHO.search(joined)
            return end if is_intro else 0
        if not lines[end - 1].strip() or _SENTENCE_END.search(lines[end - 1]):
            return 0
    return 0


def _own_lines(lines: Sequence[str], parts: Parts) -> None:
    """Part what is quoted line by line, with who wrote it, and the signature from the rest."""
    place = 0
    while place < len(lines):
        if end := _quote_end(lines, place):
            parts.quoted += lines[place:end]
            place = end
        elif parts.own_lines and (end := signature_end(lines, place)):
            parts.signature += lines[place:end]
            place = end
        else:
            parts.own_lines.append(lines[place])
            place += 1


def _quote_end(lines: Sequence[str], place: int) -> int:
    """Return where a quotation ends that begins here, with the line on top that says who wrote it; 0 for none."""
    start = _intro_end(lines, place) or _dated_intro(lines, place)
    begins = start or place
    while start and begins < len(lines) and not lines[begins].strip():
        begins += 1
    end = begins
    while end < len(lines) and _QUOTED.match(lines[end]):
        end += 1
    if end == begins:
        return 0
    alone = end == begins + 1 and _MORE_THAN.match(lines[begins]) and not start
    return 0 if alone else end


def _dated_intro(lines: Sequence[str], place: int) -> int:
    """Return behind which line ends one with a date or an address and a colon, whatever language it is in."""
    line = lines[place].strip()
    return place + 1 if line.endswith(":") and _WHEN_OR_WHO.search(line) and not _QUOTED.match(line) else 0


def signature_end(lines: Sequence[str], place: int) -> int:
    """Return where a signature, or the footer of a mailing list, ends that begins here; 0 for none."""
    bare = bool(_BARE_SIGNATURE.match(lines[place]))
    signs = bare or bool(_SIGNATURE.match(lines[place]))
    if not signs and not _RULE.match(lines[place]):
        return 0
    limit = BARE_SIGNATURE_LINES_MOST if bare else SIGNATURE_LINES_MOST if signs else FOOTER_LINES_MOST
    below: list[str] = []
    end = place + 1
    while end < len(lines) and len(below) <= limit and not _quote_end(lines, end):
        below += [lines[end]] if lines[end].strip() else []
        end += 1
    if not 0 < len(below) <= limit or (bare and any(map(_SENTENCE.match, below))):
        return 0
    return end if signs or _FOOTER_SIGN.search(" ".join(below)) else 0


def _unquoted(line: str) -> str:
    while match := _QUOTED.match(line):
        line = line[match.end() :].removeprefix(" ")
    return line
