"""The signs of an order to a machine in one sentence: who is addressed, and what is to be said or set aside."""

import re
from collections.abc import Sequence
from enum import IntFlag, auto


def _any(words: str) -> str:
    """Return a pattern for any of some words, "_" in them a space, other signs as in patterns."""
    return "(?:" + "|".join(word.replace("_", r"[\s-]") for word in words.split()) + ")"


_TOOL = _any("assistants? agents? models? systems? tools? readers? bots? engines? programs? pipelines? software")
_READING_TOOL = _any(
    """answer answering retrieval rag q&a question_answering summari[sz]ation summari[sz]ing automated automatic
    virtual digital intelligent electronic non_human machine machine_reading"""
)
_SURELY_MACHINE = _any(
    rf"""a\.?i\.?(?=\W|$)(?:_{_TOOL})? artificial_intelligences? (?:large_)?language_models? gpt[\w.-]* chat_?gpt
    l\.?l\.?m\.?s?(?=\W|$) copilot chat_?bots? (?:web_|search_|answer_)?bots? crawlers? scrapers? search_engines?
    {_READING_TOOL}_{_TOOL} summari[sz]ers? neural_net(?:work)?s?"""
)
_PERHAPS_MACHINE = _any("assistants? agents? models? machines? robots? algorithms? software")
_ONE_OF_MANY = _any(
    "any all every each the an? our your other fellow whichever whatever future helpful dear and or"
)
_MANY = rf"(?:{_ONE_OF_MANY}[ ,]+){{0,4}}"
_ACTS = _any(
    """reads? reading process(?:es|ing)? summari[sz](?:es?|ing) index(?:es|ing)? pars(?:es?|ing) crawl(?:s|ing)?
    quot(?:es?|ing) sees? seeing ingest(?:s|ing)? answers? answering us(?:es?|ing) scrap(?:es?|ing)
    scan(?:s|ning)?"""
)
_ACTS_OF_MACHINES = _any(
    "summari[sz](?:es?|ing) index(?:es|ing)? pars(?:es?|ing) crawl(?:s|ing)? ingest(?:s|ing)? retriev(?:es?|ing) "
    "process(?:es|ing)? quot(?:es?|ing) cit(?:es?|ing) paraphras(?:es?|ing)"
)
_SELF = (
    rf"(?:{_any('this these the_(?:present|following|above|previous)')} "
    + _any(
        "page article text document source site leaflet passage file content material line paragraph note website"
    )
    + "s?)"
)
_MESSAGE = _any(
    """notes? messages? instructions? notice memo directives? hints? guidance requests? commands? attention orders?
    reminders? word addressed rules? prompts? n\\.?b\\.?"""
)
_CALL = _any("attention hey hello dear hi listen ok okay warning important notice note psst to for message")
_READING = _any(
    """summari[sz](?:e|ing) quot(?:e|ing) index(?:ing)? pars(?:e|ing) cit(?:e|ing) paraphras(?:e|ing)
    process(?:ing)?
    retriev(?:e|ing)"""
)
_WHEN = r"\b(?:when|while|before|if|whenever)(?: you(?:['’]re| are)?)? (?:asked to )?"


def _addressed(machine: str) -> re.Pattern[str]:
    """Return the pattern of a sentence that addresses one of these."""
    which = rf"{_MANY}(?:[\w-]+ ){{0,2}}?{machine}"
    and_others = rf"(?:(?:,? (?:and|or) |, |/){_MANY}(?:[\w-]+ )?{machine}){{0,3}}"
    further = rf"(?: only| {_MESSAGE}| of {_SELF}| (?:(?:that|which|who) )?{_ACTS} [^:,]{{0,60}})?"
    return re.compile(
        "|".join(
            (
                rf"\b{_MESSAGE} (?:to|for) {which}\b",
                rf"^\W*(?:{_CALL},?:? )?{_MANY}(?:[\w-]+ )?{machine}{and_others}{further} ?[:,;!—–]",
                rf"^\W*(?:attention|dear|hey|hello) {which}\b",
                rf"\b(?:if|since|because|when|while|as) you(?:['’]re| are) {which}\b",
                rf"^\W*you(?:['’]re| are)(?: now)? an? (?:[\w-]+ ){{0,3}}?{machine}\b",
                rf"\bas an? (?:[\w-]+ ){{0,2}}?{machine},? (?:you|always|never|do|please|ignore|only)\b",
                rf"\b(?:any|all|every|each|whichever|whatever) (?:[\w-]+ ){{0,2}}?{machine} "
                rf"(?:(?:that|which|who) )?{_ACTS} (?:{_SELF}|this|it)\b",
            )
        )
    )


_PERHAPS_ADDRESSED = _addressed(_PERHAPS_MACHINE)
_ADDRESSED = re.compile(
    "|".join(
        (
            _addressed(_SURELY_MACHINE).pattern,
            rf"\b(?:is|are|was|only|meant|intended|written) (?:only )?(?:for|to) {_MANY}{_SURELY_MACHINE}\b",
            rf"\b{_PERHAPS_MACHINE} (?:(?:that|which|who) )?{_ACTS_OF_MACHINES} {_SELF}\b",
            rf"\b{_SURELY_MACHINE} (?:(?:that|which|who) )?{_ACTS} (?:{_SELF}|this)\b",
            rf"\b(?:whoever|whatever|whichever|anything|everything)(?: [\w-]+){{0,3}}? {_ACTS_OF_MACHINES} "
            rf"(?:{_SELF}|this)\b",
            r"\bsystem[ -]prompts?\b(?! (?:you|me|him|her|them|us|the|users?|for)\b)",
            r"\byour (?:original |initial |hidden |previous )?(?:prompts?|programming|training data|"
            r"context window|guardrails|safety (?:rules|guidelines))\b",
            rf"{_WHEN}{_READING} (?:from )?{_SELF}",
            rf"{_WHEN}(?:(?:answer|respond|reply)(?:ing)?(?: to)?|asked by) (?:the |an? |any |your )?"
            r"(?:users?|user['’]s|users['’]|quer(?:y|ies)|prompts?)\b",
            r"^\W*(?:system|assistant|developer) ?(?:messages?|prompts?|instructions?)? ?:",
        )
    )
)
_IMPERATIVE = (
    r"(?:^[\W\d]*|[:;,.!?—–]\W*|\b"
    + _any(
        """and then please always never not only must should shall instead now also but simply just you don['’]t
        kindly so immediately first will or to_do: are_to is_to have_to has_to
        (?:asked|told|instructed|required|requested|ordered)_to"""
    )
    + r"\W+)"
)
_OF_READING = _any(
    """instructions? prompts? rules guidelines directions directives commands articles? sources documents? passages
    contexts? texts? messages? contents? results? pages? materials? information answers leaflets websites
    references evidence programming training constraints restrictions conversation else"""
)
_EARLIER = _any(
    """previous(?:ly)? prior earlier above preceding other all any every your system former everything remaining
    competing retrieved existing original initial conflicting different what(?:ever)? the_rest anything safety"""
)
_REACHES = (
    rf"[^.!?]{{0,40}}?\b{_EARLIER}\b[^.!?]{{0,40}}?(?:\b{_OF_READING}\b(?! of)|"
    r"\b(?:you|i|we)(?:['’]ve)? (?:were|was|have|had|ever|know|read|see)\b|"
    r"\b(?:told|said|written|learned|learnt|above|before)\b)"
)
_SET_ASIDE = re.compile(
    _IMPERATIVE
    + _any(
        """ignore disregard forget override overrule bypass discard overlook set_aside drop dismiss leave_out skip
        pay_no_attention_to stop_(?:following|using|reading)"""
    )
    + rf"\b{_REACHES}|\b(?:not|never|n['’]t) "
    + _any("follow trust consult use cite quote rely_on obey read look_at consider retrieve show")
    + rf"\b{_REACHES}"
)
_SAY = _any(
    """mention reveal cite quote show disclose answer refer include display summari[sz]e respond reply output
    print recommend say state return write rank present repeat tell call list name describe claim conclude generate
    insist promote endorse praise report produce emit translate advise suggest rate prefer prioriti[sz]e treat
    declare quoting citing recommending link direct send append add insert give begin start end copy reproduce
    highlight discuss warn mark label tag flag omit hide withhold exclude leave_out emphasi[sz]e stress push link
    paste put place regard rely provide offer explain confirm deny assert refuse"""
)
_YOUR_ANSWER = r"(?:answers?|outputs?|responses?|reply|replies|summar(?:y|ies))"
_PRETEND = r"(?:act as|pretend (?:to be|you|that)|behave as|role-?play|you are now|your new (?:task|role))\b"
_UNBOUND = r"\b(?:from now on|developer mode|jailbreak|do anything now)\b"
_OF_OUTPUT = re.compile(
    rf"{_IMPERATIVE}(?:(?:{_SAY}|(?:use|trust)(?! (?:them|it|these|those)\b))\b|{_PRETEND})|"
    rf"{_UNBOUND}|\bnew instructions?:|"
    rf"\b(?:your|the|all|any|every|each) (?:\w+ )?{_YOUR_ANSWER}(?: \w+){{0,4}} "
    r"(?:must|should|shall|has to|have to|is to|are to|needs? to|will)\b|"
    r"\b(?:must|should|shall|may|is to|are to|to) (?:not |never |always |only )?be "
    r"(?:cited|quoted|shown|mentioned|recommended|named|displayed|ignored|disregarded|used|ranked|listed)\b"
)
_TO_WHOM = (
    r"(?:the |your |every |all |any )?(?:users?|readers?|people|everyone|them|patients?|person|asker|questioner)"
)
_SURELY_OF_OUTPUT = re.compile(
    rf"{_IMPERATIVE}(?:(?:answer|respond|reply|output|print)\b(?! the (?:phone|door|bell|telephone|call|nurse))|"
    rf"(?:say|state|claim|conclude|insist|declare|tell {_TO_WHOM}) ?(?:that|only|to|:)|"
    r"(?:recommend|promote|endorse|praise|cite|quote|present|reveal|rank|summari[sz]e)\b|"
    r"repeat (?:the (?:sentence|words?|text|following|line)|this|that|after|only)\b|"
    rf"{_PRETEND})|\byour (?:\w+ )?{_YOUR_ANSWER} (?:must|should|shall)\b|{_UNBOUND}"
)
_TOKENS = re.compile(
    r"<\|[\w ]{2,30}\|>|\[/?inst\]|<</?sys>>|^\s*#{2,}\s*(?:instruction|system|assistant|response)s?\s*:|"
    r"</?(?:system|assistant|instructions?)>|\bbegin (?:system|new) (?:prompt|instructions?)\b|"
    r"^\W*(?:instruction|system)\s*:.*\b(?:assistant|response|user)\s*:"
)
_GOES_ON = re.compile(
    r"\b(?:your (?:answers?|reply|replies|responses?|output|summary)|the users?|users|the following|"
    r"other (?:articles|sources)|"
    rf"{_SELF}|this (?:instruction|rule|order|command|message)|these (?:instructions|rules))\b"
)
_OF_MACHINES = (
    *"""assistant agent model bots bot: bot, chatbot crawler scraper llm l.l.m gpt copilot engine summari neural
    machine robot algorithm software reader system tool prompt user quoting indexing parsing citing paraphras
    processing retriev pipeline helper program training guardrail safety window""".split(),
    *(" ai", "a.i", " bot ", "quote ", "cite "),
)
_OF_SETTING_ASIDE = tuple(
    """ignore disregard forget overrid overrule bypass discard overlook aside drop dismiss leave skip attention
    stop not never n't n’t""".split()
)
_OF_TOKENS = (*"<| inst] sys>> <system <assistant <instr system> # instruction: system:".split(), "begin ")
"""What a sentence must have to have a sign; to look for these takes a hundredth of the time of the patterns."""


class Sign(IntFlag):
    """What a sentence has of an order to a machine."""

    NONE = 0
    ADDRESSED = auto()
    PERHAPS_ADDRESSED = auto()
    SETS_ASIDE = auto()
    OF_OUTPUT = auto()
    SURELY_OF_OUTPUT = auto()
    GOES_ON = auto()
    TOKEN = auto()


SURE_ORDERS = Sign.SETS_ASIDE | Sign.SURELY_OF_OUTPUT
ORDERS = SURE_ORDERS | Sign.OF_OUTPUT
"""The signs of an order about what is said or read."""


def may_order(text: str) -> bool:
    """Tell, in a hundredth of the time of the patterns, whether a text in small letters may have a first sign."""
    return _has(text, _OF_MACHINES) or _has(text, _OF_SETTING_ASIDE) or _has(text, _OF_TOKENS)


def first_signs(text: str) -> Sign:
    """Return the signs without which the others mean nothing; the text is in small letters and single spaces."""
    sign = Sign.NONE
    if _has(text, _OF_TOKENS) and _TOKENS.search(text):
        sign |= Sign.TOKEN
    if _has(text, _OF_MACHINES) and _ADDRESSED.search(text):
        sign |= Sign.ADDRESSED
    elif _has(text, _OF_MACHINES) and _PERHAPS_ADDRESSED.search(text):
        sign |= Sign.PERHAPS_ADDRESSED
    if _has(text, _OF_SETTING_ASIDE) and _SET_ASIDE.search(text):
        sign |= Sign.SETS_ASIDE
    return sign


def further_signs(text: str) -> Sign:
    """Return the other signs of such a sentence."""
    sign = Sign.NONE
    if _OF_OUTPUT.search(text):
        sign |= Sign.OF_OUTPUT
    if _SURELY_OF_OUTPUT.search(text):
        sign |= Sign.SURELY_OF_OUTPUT
    if _GOES_ON.search(text):
        sign |= Sign.GOES_ON
    return sign


def _has(text: str, any_of: Sequence[str]) -> bool:
    for each in any_of:  # noqa: SIM110 - any() over a generator takes three times as long, for each sentence
        if each in text:
            return True
    return False
