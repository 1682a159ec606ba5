"""A checked text → HTML: how many sentences stand how, and each with its verdict and what it was judged by."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from qa.answering.checking.records import CheckedSentence, CheckVerdict, TextCheck
from qa.records import Citation
from qa.serving.page.check import wording
from qa.serving.page.read.blocks import Articles
from qa.serving.page.read.chips import behind, chips_of, cited_by_number, place_of_all, source_list
from qa.serving.page.shared.blocks import counted, of_picture, quoted


def told(check: TextCheck) -> str:
    """Return in a sentence whether something is to be mended; what was left out is told, too."""
    claims = [sentence for sentence in check.sentences if sentence.verdict is not CheckVerdict.NOT_A_CLAIM]
    failing = sum(not sentence.passes for sentence in check.sentences)
    if failing:
        said = counted(wording.SOME_FAIL, failing, sentences=f"{len(check.sentences):,}")
    else:
        said = counted(wording.ALL_PASS, len(claims)) if claims else wording.NO_CLAIMS
    return f"{said} {check.cut}".rstrip()


def counts(check: TextCheck) -> str:
    """Return how many sentences have each verdict, those that none has left out."""
    items = "".join(
        f'<li class="cw-check-{verdict}">{_sign(verdict)} <b>{count:,}</b> '
        f"{escape(_lower(wording.VERDICTS[verdict]))} "
        f'<span class="cw-details">{escape(wording.EXPLAINED[verdict])}</span></li>'
        for verdict, count in check.counts.items()
        if count
    )
    return f'<ul class="cw-check-counts" aria-label="{escape(wording.COUNTS)}">{items}</ul>'


def sentences(check: TextCheck, params: Mapping[str, str], articles: Articles, *, only_failing: bool) -> str:
    """Return the sentences in order, or those alone that need a look; each keeps its number in the text."""
    items = "".join(
        _sentence(number, sentence, params, articles)
        for number, sentence in enumerate(check.sentences, start=1)
        if not (only_failing and sentence.passes)
    )
    return f'<ol class="cw-checked" aria-label="{escape(wording.RESULT)}">{items}</ol>'


def _sentence(number: int, sentence: CheckedSentence, params: Mapping[str, str], articles: Articles) -> str:
    verdict, cited = sentence.verdict, sentence.rests_on
    look = "" if sentence.passes or not verdict.passes else f": {wording.LOOK}"
    problems = "".join(f"<li>{escape(line)}</li>" for line in (*sentence.told, *sentence.problems))
    listed = f'<ul class="cw-check-told">{problems}</ul>' if problems else ""
    return (
        f'<li value="{number}" class="cw-check-{verdict}{"" if sentence.passes else " cw-failing"}">'
        f'<p class="cw-check-verdict">{_sign(verdict)} {escape(wording.VERDICTS[verdict] + look)}'
        f"{_where(sentence, params, articles)}</p>"
        f'<p class="cw-text cw-check-text">{escape(sentence.text)}</p>'
        f"{listed}{_said(verdict, cited, params, articles)}{_named(sentence, params, articles)}</li>"
    )


def _where(sentence: CheckedSentence, params: Mapping[str, str], articles: Articles) -> str:
    """Return links to where a sentence stands that does so word for word."""
    if sentence.verdict is not CheckVerdict.VERBATIM:
        return ""
    links = chips_of(sentence.rests_on, params, articles)
    return f' <span class="cw-chips"><span class="cw-tip">{escape(wording.STANDS_IN)} </span>{links}</span>'


def _said(verdict: CheckVerdict, cited: Sequence[Citation], params: Mapping[str, str], articles: Articles) -> str:
    """Return what the article says, in its words, unless these are the sentence's own."""
    if verdict is CheckVerdict.VERBATIM or not cited:
        return ""
    lead = wording.NEAREST if verdict is CheckVerdict.NOT_IN_ARTICLES else wording.SAYS
    article, spans = articles(cited[0].article_id), [(citation.start, citation.end) for citation in cited]
    pictured = of_picture(cited)
    end = f' <span class="cw-chips">{chips_of(cited, params, articles)}</span> {pictured}'.rstrip()
    return (
        f'<p class="cw-details cw-check-lead">{escape(lead)}</p>'
        f'<blockquote class="cw-text">{quoted(article, spans, end=end)}</blockquote>'
    )


def _named(sentence: CheckedSentence, params: Mapping[str, str], articles: Articles) -> str:
    """Return links to the places that a sentence quotes or cites itself."""
    if not (given := list(dict.fromkeys(_given(sentence)))):
        return ""
    links = f'<span class="cw-chips">{chips_of(given, params, articles)}</span>'
    return f'<p class="cw-details cw-check-lead">{escape(wording.GIVEN)} {links}</p>'


def _given(sentence: CheckedSentence) -> Iterator[Citation]:
    """Yield the places of articles that quotations and citations of a sentence stand in or name."""
    for quotation in sentence.quotations:
        if quotation.citation:
            yield quotation.citation
    for citation in sentence.citations:
        if citation.citation:
            yield citation.citation


def groups_of(check: TextCheck) -> list[list[Citation]]:
    """Return what is cited together by each chip of the view."""
    groups: list[list[Citation]] = []
    for sentence in check.sentences:
        groups += cited_by_number(sentence.rests_on)
        groups += cited_by_number(dict.fromkeys(_given(sentence)))
    return groups


def behind_chips(check: TextCheck, params: Mapping[str, str], articles: Articles) -> dict[str, list[str]]:
    """Return, by the link of each chip, the title of its article and what is cited of it."""
    return {place_of_all(cited, params, articles): behind(cited, articles) for cited in groups_of(check)}


def sources(check: TextCheck, params: Mapping[str, str], articles: Articles) -> str:
    """Return the passages that the text was judged by, each a link that marks all that is cited of it."""
    every = dict.fromkeys(citation for group in groups_of(check) for citation in group)
    listed = [(cited[0], cited) for cited in cited_by_number(every)]
    return source_list(listed, params, articles) if listed else ""


def _sign(verdict: CheckVerdict) -> str:
    return f'<span class="cw-check-sign" aria-hidden="true">{escape(wording.SIGNS[verdict])}</span>'


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
