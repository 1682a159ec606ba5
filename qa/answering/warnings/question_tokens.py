"""A question as tokens, sentence by sentence, and which of them are denied, long past, or only feared.

People on a phone leave out apostrophes and commas, so the rules rely on words alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

Token = str
DENIED_WORDS_MOST = 6
"""How many words "not" and the like deny; "no" and "without" deny to the end of their list."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)?[a-z]*|[a-z]+|[,;:()/…–—-]")
_SENTENCE = re.compile(r"[!?\n]+|\.+(?!\d)|(?<!\d)\.+")
_COMMAS = frozenset(",;:()/…–—-")
_NO = frozenset("no without nor neither denies deny denied zero non".split())
_NOT = frozenset("not dont doesnt didnt havent hasnt hadnt isnt arent wasnt werent never aint wouldnt".split())
_NOT_DENIED_BY_NOT = frozenset(
    """know think_why want understand mind care sleep slept sleeping eat eaten eating like see sure only just well
    good great help helped helping work working worked able stop stopped stopping go going gone improve
    improved get getting better remember enough yet matter until realise realize take taken believe long too
    bearable coping cope""".split()
)
_NOT_DENIED_BY_NO = frozenset(
    """idea one matter doubt longer relief help sleep good better joke way wonder luck appetite point reason energy
    improvement choice""".split()
)
_TURNS = frozenset(
    """but although though however except until because since so then after just only when which while whereas yet
    apart still now suddenly today""".split()
)
_SUBJECTS = frozenset(
    """i im ive id my he she hes shes his her it its we they their there theres the a have has had got having is am
    are can cant feel feels feeling was were do does did keep keeps""".split()
)
PERSONAL = frozenset(
    """i im ive id ill my me myself mine he hes she shes his her him himself herself we weve our they theyre theyve
    mum mums mom moms mam dad dads mother mothers father fathers husband husbands wife wifes son sons
    daughter daughters gran grans nan nans grandma grandmas grandad grandads grandpa granny brother brothers
    sister sisters partner partners girlfriend boyfriend baby toddler uncle aunt auntie friend mate kid
    colleague neighbour neighbor hubby missus youve granddaughter grandbaby child pupil grandson
    granddaughter nephew niece""".split()
)
_GENERAL_I = frozenset("should do can could would will must might may shall am".split())
_ASKS = re.compile(
    r"^((so|and|but|or|also|hi|hello|hey|please|just|curious|wondering|question|doc|doctor|ok|then|,|-) )*"
    r"(what|whats|which|who|how|hows|why|can|could|does|do|is|are|will|would|should|when|where|tell|explain|"
    r"define|describe|list|"
    r"difference|meaning|definition|are|name|if|signs|symptoms|causes|treatment|treatments|risk|risks|prevention|"
    r"prevent|preventing|exercises|information|info|about|facts|role|link|chances|statistics|myth)\b"
    r"(?! (barely|hardly|only|no longer|feel|this|these|that|it (a|an|my|the)) \b)(?! (barely|hardly|only|no|"
    r"this|these|it be)\b)"
)
_POSSIBLE = re.compile(
    r"\b(supposing|suppose|imagine|hypothetical(ly)?|theoretically|what if|what (would )?happens? if|"
    r"what would happen|how (will|would|do|can) i (know|tell|prevent|avoid|stop|get|check|recognise|recognize)|"
    r"(can|could|will|might|may|would) (i|you|it|this|that|they|my \w+|sciatica|surgery|he|she) (ever |still |"
    r"also |really |actually |just |then |"
    r"later |end up |turn into |lead to |become |get |be |develop |lose |cause |make |give |go )+|"
    r"am i going to|is it going to|chances? (of|that)|"
    r"risks? (of|that)|(afraid|scared|frightened|terrified|worried|worry|fear|anxious|nervous) (of|about|that|"
    r"it|i) "
    r"(i |it |this |that )?(might|may|could|will|would|getting|becoming|losing|ending|having|going|falling|"
    r"turn|happen)|"
    r"(in case|if) (i|you|he|she|it|they|one|someone|there) (ever|were|was|had|should|develop|get|lose|become|"
    r"start|starts|gets|loses|develops|becomes)|"
    r"(prevent|avoid|reduce|lower) (a|an|the|getting|having|my|from|myself|falls?|falling)\b|"
    r"(leaflet|article|website|read|google|googled|internet|nhs|doctor|gp|physio|nurse|they|doctors|page|book|"
    r"podcast) (\w+ )?(says?|said|mentions?|mentioned|told me|asked|asks|ask|warned|warns|that|keeps? asking|"
    r"kept asking) )\b"
)
_ONCE = re.compile(
    r"\b(\w+ (years|yrs|decades|months) (ago|back|earlier|before)|(years|decades|months|ages) (ago|back)|"
    r"last (year|summer|winter|spring|autumn|christmas)|"
    r"(a )?(year|decade|long time|while) ago|(in|back in|since|around|of) (the )?(19|20)\d\ds?|when i was (a |"
    r"\d|young|little|younger|small|in|at|pregnant)\w*|(when (he|she|they|we) (was|were) \w+)|(once in (19|"
    r"20)\d\d)|as a (kid|child|teenager|teen|baby|boy|girl|student)|used to|was a (kid|child|teenager)|"
    r"long ago|in my "
    r"(teens|twenties|thirties|youth|childhood|20s|30s)|(in|during) childhood|once had|(was|is|are|all|been|"
    r"has|have) (treated|cured|cleared|healed|resolved|fixed|sorted)|in the past|previously|history of|"
    r"decades of)\b"
)
_RIGHT_NOW = re.compile(
    r"\b(now|today|tonight|this morning|yesterday|since (this|last night|yesterday)|suddenly|again|currently|"
    r"started|new)\b"
)
_FINE = re.compile(
    r"^(, |: |- |\? )*(\w+ ){0,2}?(is|are|was|were|all|both|works?|working|seems?|feels?|function|functions|"
    r"has|have|completely|control|still|been)?( all| both| been| completely| perfectly| working| now)*( )?"
    r"\b(fine|normal|normally|ok|okay|good|intact|unaffected|went away|gone away|ruled out|clear|negative|none|"
    r"no|nope|nil|not present|absent|as usual|as normal|as before|healthy|perfectly|strong)\b"
)


def plain(text: str) -> str:
    """Return a text in lower case, without apostrophes and hyphens inside words, as people type on a phone."""
    text = text.casefold().replace("’", "'").replace("‘", "'").replace("`", "'").replace("´", "'")
    text = re.sub(r"(?<=\w)'(?=\w)", "", text)
    text = re.sub(r"(?<=[a-z0-9])-(?=[a-z])", " ", text)
    text = re.sub(r"\bcan ?not\b", "cant", text)
    text = re.sub(r"(?<=[a-z])\.(?=[a-z]\b)", "", text)  # a.m., e.g.
    return re.sub(r"\s*&\s*", " and ", text)


@dataclass(frozen=True)
class TokenisedSentence:
    """A sentence of a question as tokens, and what it says about them."""

    tokens: Sequence[Token]

    @cached_property
    def joined(self) -> str:
        """The tokens with a space between."""
        return " ".join(self.tokens)

    @cached_property
    def deniers(self) -> Sequence[int]:
        """For each token the place of the word that denies it, or -1."""
        deniers = [-1] * len(self.tokens)
        for place, token in enumerate(self.tokens):
            reach = _reach(self.tokens, place) if token in _NO or token in _NOT else 0
            for denied in range(place + 1, reach):
                deniers[denied] = place
        return deniers

    @cached_property
    def is_general(self) -> bool:
        """Whether it asks about facts in general: of no person, or only what one should know or do."""
        if not _ASKS.search(self.joined):
            return False
        for place, token in enumerate(self.tokens):
            if token not in PERSONAL:
                continue
            if token not in ("i",) or place == 0 or self.tokens[place - 1] not in _GENERAL_I:
                return False
        return True

    @cached_property
    def is_possible(self) -> bool:
        """Whether it is about what may happen, what to prevent, or what others say or ask."""
        return bool(_POSSIBLE.search(self.joined))

    def is_of_the_past(self, place: int) -> bool:
        """Tell whether the clause around a token is about the distant past."""
        start, end = self._part(place)
        part = " ".join(self.tokens[start:end])
        return bool(_ONCE.search(part)) and not _RIGHT_NOW.search(part)

    def is_fine(self, end: int) -> bool:
        """Tell whether the words behind a place say that what stands before it is normal."""
        return bool(_FINE.search(" ".join(self.tokens[end : end + 6])))

    def denies(self, place: int, used: frozenset[int]) -> bool:
        """Tell whether a token is denied by a word outside the pattern's own match."""
        return self.deniers[place] >= 0 and self.deniers[place] not in used

    def _part(self, place: int) -> tuple[int, int]:
        def ends(at: int) -> bool:
            return self.tokens[at] in _COMMAS or self.tokens[at] in ("but", "and", "now", "then")

        start, end = place, place
        while start > 0 and not ends(start - 1):
            start -= 1
        while end < len(self.tokens) and (end == place or not ends(end)):
            end += 1
        return start, end


def _reach(tokens: Sequence[Token], place: int) -> int:
    """Return the end of the scope of the denial at a place."""
    following = tokens[place + 1 : place + 2]
    strong = tokens[place] in _NO
    if not following or following[0] in (_NOT_DENIED_BY_NO if strong else _NOT_DENIED_BY_NOT):
        return place
    listed = strong or any(
        token in ("have", "had", "any", "got", "having") for token in tokens[place + 1 : place + 3]
    )
    end, comma = place + 1, 0
    while end < len(tokens):
        token, after = tokens[end], tokens[end + 1] if end + 1 < len(tokens) else ""
        if (
            token in _TURNS
            or (token in ("and", "plus") and after in _SUBJECTS)
            or (not listed and end - place > DENIED_WORDS_MOST)
        ):
            break
        if token in _COMMAS:
            if not listed or after in _SUBJECTS or after in _TURNS:
                break
            comma = comma or end
        end += 1
    if comma and not any(token in ("or", "nor") for token in tokens[comma:end]):
        return comma
    return end


def told_in(text: str) -> list[TokenisedSentence]:
    """Return the sentences of a text, each as tokens."""
    return [TokenisedSentence(tokens) for tokens in sentences_of(plain(text))]


def sentences_of(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each sentence of a plain text; "?" makes the next words its answer: "fever? no"."""
    for sentence in _SENTENCE.split(text):
        tokens = _TOKEN.findall(sentence)
        if tokens:
            yield tokens
