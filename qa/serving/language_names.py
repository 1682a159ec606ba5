"""Codes of languages → their English names, and what is told of a question in another language."""

from collections.abc import Sequence

from qa.records import Answer

NAMES = dict(
    pair.split("=")
    for pair in """
    ar=Arabic bg=Bulgarian bn=Bengali ca=Catalan cs=Czech cy=Welsh da=Danish de=German el=Greek en=English
    es=Spanish et=Estonian eu=Basque fa=Persian fi=Finnish fr=French ga=Irish gl=Galician he=Hebrew hi=Hindi
    hr=Croatian hu=Hungarian id=Indonesian is=Icelandic it=Italian ja=Japanese ka=Georgian ko=Korean lt=Lithuanian
    lv=Latvian mk=Macedonian ms=Malay nb=Norwegian nl=Dutch nn=Norwegian no=Norwegian pa=Punjabi pl=Polish
    pt=Portuguese ro=Romanian ru=Russian sk=Slovak sl=Slovene sq=Albanian sr=Serbian sv=Swedish sw=Swahili ta=Tamil
    te=Telugu th=Thai tr=Turkish uk=Ukrainian ur=Urdu vi=Vietnamese zh=Chinese
    """.split()
)
IN_ANOTHER = "another language"
TOLD_MOST = 4
"""Of a library in more, the first are told: those of most articles."""


def names_of(codes: Sequence[str]) -> str:
    """Return the names of languages as a list in words; a code that has no name here stands for itself."""
    names = list(dict.fromkeys(NAMES.get(code.lower().partition("-")[0], code) for code in codes))[:TOLD_MOST]
    return " and ".join([*[", ".join(names[:-1])][: len(names) > 1], *names[-1:]])


def in_another_language(answer: Answer) -> str:
    """Return what is told of a question that is in none of the articles' languages; nothing for any other."""
    if not answer.languages:
        return ""
    language = names_of([answer.asked_in]) if answer.asked_in else IN_ANOTHER
    return f"The articles are in {names_of(answer.languages)}; the question seems to be in {language}."
