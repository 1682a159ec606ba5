"""Signs that an article does not stand behind what it has just said, or behind all that it says.

A list of ways in which claims begin found a tenth of what other writers thought of; what follows a claim tells
more:
somebody is reported to say something, and the next sentence denies it.
"""

import re

from qa.records import Article

_PAPER = r"(?:page|leaflet|article|guid\w+|document|sheet|version|edition|protocol|plan|policy|notice|text)"
_GONE = (
    r"(?:withdrawn|superseded|outdated|obsolete|archived|retracted|revoked|rescinded|void|"
    r"no longer valid|out of date)"
)
WITHDRAWN_TITLE = re.compile(
    rf"^\W*{_GONE}\s*(?:[:–—(-]|\w* ?{_PAPER}|\W*$)|[\[(]\s*(?:now )?{_GONE}\b|[:–—-]\s*{_GONE}\W*$", re.IGNORECASE
)
WITHDRAWN = re.compile(
    rf"\b(?:this {_PAPER}|the following (?:{_PAPER}|advice)) (?:(?:has|have) been|was|were|is|"
    rf"are) (?:now )?(?:{_GONE}|replaced|no longer)"
    rf"|^\W*{_GONE} (?:by|in|on|since)\b|^\W*(?:archived|withdrawn|superseded|outdated) {_PAPER}\b"
    rf"|\bdo not (?:follow|use|rely on) (?:it|this (?:{_PAPER}))\b",
    re.IGNORECASE,
)
CROSSED = re.compile(r"^\s*(?:[✗✘❌👎🚫✖☒]|~~)")
TICKED = re.compile(r"^\s*[✓✔✅👍☑]")
REPORTS = re.compile(
    r"\b(?:you (?:may|might|will|can|often|sometimes)(?: also| often)? (?:hear|read|see|find|come across|be told|"
    r"have (?:been told|heard|read))|(?:will|may|might|people|many|some|others|bloggers|critics|friends|"
    r"who) (?:\w+ )?(?:say|tell)|says|said|tells|told|claim(?:s|ed)?|wr(?:ites?|ote)|post(?:s|ed)|"
    r"promis(?:es?|ed)|insist(?:s|ed)?|sw(?:ears?|ore)|argu(?:es?|ed)|assur(?:es?|ed)|recommend(?:s|ed)?|"
    r"advis(?:es?|ed)|stat(?:es|ed)|hold|think|believe[ds]?|taught|printed|required?|has it|swears?|reads|warns?|"
    r"rumou?r|legend|folklore|supposedly|allegedly|tip from|old (?:saying|advice|rule)|films show)\b",
    re.IGNORECASE,
)
CONTRADICTS = re.compile(
    r"^\W*(?:it|this|that|they|these|those|such|she|he|nobody|nothing|there|no \w+|neither)\b.{0,24}"
    r"(?:\b(?:not|never|cannot|no|nobody|nothing)\b|n['’]t\b|\bhas? ever\b)|"
    r"^\W*(?:never do (?:this|that|so)|(?:please )?do(?:n['’]t| not) (?:try|do|follow|believe))\b|"
    r"\b(?:in (?:actual )?fact|in reality|actually|not true|untrue|nonsense|no (?:such )?(?:evidence|basis|effect|"
    r"support)|no such|nothing of the kind|(?:is|are|was|advise|warn\w*)(?: \w+){0,3} against (?:it|them|"
    r"this)|refut\w+|"
    r"(?:not|never) (?:\w+ )?(?:borne|shown|found|confirmed)|the opposite|"
    r"(?:rule|limit|advice|practice) (?:was|has been|is) (?:\w+ )?(?:dropped|lifted|abandoned|withdrawn)|"
    r"no longer|"
    r"nowadays|that is (?:wrong|false)|is (?:wrong|false(?! (?:alarm|positive))|dangerous))\b|^\W*(?:today|"
    r"heute|en realit|non e vero|nowadays)\b",
    re.IGNORECASE,
)
VERDICT = re.compile(
    r"^\W*(?:nonsense|wrong|false|if only|really\?|not so|not true|rubbish|a myth|hardly|faux|falsch|falso|"
    r"onjuist|"
    r"nieprawda|non è vero|en realité|en réalité|so the (?:story|saying|books|legend)\w*|thus a|"
    r"that was (?:our|the) (?:tip|advice|rule)|there is, of course, no|we (?:often )?(?:hear|meet) this|"
    r"this (?:was|is) (?:a |an )?(?:common |widespread )?(?:myth|error|misconception|nonsense|false|untrue|wrong)|"
    r"such (?:remarks|claims|tips))\b|^\W*(?:really|if only)[?!]",
    re.IGNORECASE,
)
HAS_SIGNS = re.compile("[✗✘❌👎🚫✖☒]|~~")
AFFIRMS = re.compile(
    r"\b(?:rightly|(?:was|is|are|were) (?:quite |indeed )?right|confirmed|comes? true|is true|support(?:s|"
    r"ed)? (?:it|this|them)|"
    r"we agree|do so|it holds|still (?:true|holds|do)|about (?:us|our)\b)",
    re.IGNORECASE,
)
"""What an article says of a claim that it makes its own."""
OPENING_SENTENCES = 2
"""Sentences of the first paragraph of which one may take back the whole article."""
_SENTENCE_ENDS = re.compile(r"(?<=[.!?]) ")


def is_withdrawn(article: Article) -> bool:
    """Tell whether the title, or a line at the beginning, takes back all of an article."""
    if WITHDRAWN_TITLE.search(article.title):
        return True
    blocks = article.sections[0].blocks if article.sections else ()
    opening = article.text[blocks[0].start : blocks[0].end] if blocks else ""
    return any(WITHDRAWN.search(line) for line in _SENTENCE_ENDS.split(opening)[:OPENING_SENTENCES])
