"""An answer, an article or a list of them → a whole page of plain HTML, by the functions that the page draws with.

Links lead to other light pages: ``./answer`` and ``./article`` take the same keys as the page's own addresses.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from qa.answering.question.follow_up import joined
from qa.answering.question.parsed import QUESTION_CHARACTERS_MOST
from qa.errors import CitewellError
from qa.records import Answer, Article, Verdict
from qa.serving.answer_summary import all_statements
from qa.serving.language_names import in_another_language
from qa.serving.light import wording as light
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.read import blocks as article_blocks
from qa.serving.page.read.blocks import Articles
from qa.serving.page.read.locating import Located
from qa.serving.page.read.shelves import shelf_namer, whole_list
from qa.serving.page.shared import blocks, wording
from qa.serving.page.shared.addressing import ASK, FOLDER, READER, Address, href, question_address
from qa.serving.page.shared.alerting import alert
from qa.serving.page.shared.blocks import CITED
from qa.serving.page.shared.styles import colours, tab_icon_address
from qa.serving.page.taking import paper

ANSWER, ARTICLE = "answer", "article"
"""The last steps of the addresses of light pages."""
DESCRIBED_CHARACTERS = 200
"""Most characters of a description: previews show no more."""
_HERE = Path(__file__).parent
_LINK = re.compile(r'href="\./(read)?\?([^"]*)"')
"""A link that the page's functions write to the reader, or back to a question; quotes in texts are escaped."""
_STATUS = {Verdict.ANSWERED: "", Verdict.UNSURE: " cw-unsure", Verdict.NOT_IN_CORPUS: " cw-unanswered"}
Ways = Sequence[tuple[str, str]]
"""Links of the top line: addresses and labels."""


def relinked(html: str) -> str:
    """Return HTML whose links to the reader and to a question lead to the light pages instead."""
    return _LINK.sub(lambda match: f'href="{_light(match[1], match[2])}"', html)


def _light(view: str | None, query: str) -> str:
    if view is None:
        return f"./{ANSWER}?{query}"
    return f"./{ARTICLE}?{query}{f'#{CITED}' if 'at=' in query else ''}"


def answer_page(
    answer: Answer, articles: Articles, *, as_typed: bool = False, after: str = "", folder: str = ""
) -> str:
    """Return the page of an answer; ``articles`` looks up those of its generation.

    It was asked ``after`` another question, and of the articles of a ``folder``, empty for none and all.
    """
    params = question_address(answer.question, generation=answer.generation, as_typed=as_typed, after=after)
    scope = {FOLDER: folder} if folder else {}
    full = href({**params, **scope}, view=ASK)
    refused = answer.verdict is Verdict.NOT_IN_CORPUS
    said = light.NO_ANSWER if refused else light.DESCRIPTION
    return page(
        [_asked(answer.question), *answer_parts(answer, articles, params, scope=scope)],
        title=answer.question,
        description=described(answer) or said.format(question=answer.question),
        kind="article",
        ways=[(full, light.FULL), (f"./{ARTICLE}", light.ALL)],
        question=answer.question,
        hidden={"after": joined(answer.question, answer.after), **scope},  # the next question may lean on this one
    )


def _asked(question: str) -> str:
    """Return a question as the heading of its answer, whole: the field shows its beginning."""
    return f'<h1 class="cw-asked">{escape(question)}</h1>'


def described(answer: Answer) -> str:
    """Return the beginning of what an answer quotes first, for a preview; a warning comes before all else."""
    first = next(iter(all_statements(answer)), None) if answer.verdict is not Verdict.NOT_IN_CORPUS else None
    text = " ".join(first.text.split()) if first else ""
    return text if len(text) <= DESCRIBED_CHARACTERS else text[:DESCRIBED_CHARACTERS].rsplit(" ", 1)[0] + " …"


def answer_parts(
    answer: Answer,
    articles: Articles,
    params: Address,
    *,
    scope: Mapping[str, str],
) -> list[str]:
    """Return what a page says of an answer, in order."""
    verdict = answer_blocks.verdict(answer, narrowed=bool(scope))
    sure = Verdict.ANSWERED if answer.urgent and answer.verdict is Verdict.UNSURE else answer.verdict
    parts = [f'<p class="cw-status{_STATUS[sure]}" role="status">{escape(verdict)}</p>', *_searched(answer, scope)]
    if answer.urgent:
        parts.append(answer_blocks.urgent(answer, params, articles))
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        parts.append(answer_blocks.near(answer, params))
    else:
        parts += [
            answer_blocks.snippet(answer, params, articles),
            answer_blocks.statements(answer, params, articles),
            answer_blocks.quiet_help(answer, params, articles),
            answer_blocks.sources(answer, params, articles),
            paper.sources(answer, articles),
        ]
    return [relinked(part) for part in (*parts, _passages(answer, articles)) if part]


def _searched(answer: Answer, scope: Mapping[str, str]) -> list[str]:
    """Return what was searched, where that is not just the question, each with a link to search otherwise."""
    parts: list[str] = []
    if answer.languages:
        parts.append(blocks.notice(wording.IN_ANOTHER_LANGUAGE.format(told=in_another_language(answer))))
    if answer.after:
        told = escape(wording.TOGETHER.format(words=answer.after))
        parts.append(_said(told, {"q": answer.question, **scope}, wording.ALONE.format(question=answer.question)))
    if answer.searched != answer.question:
        told = wording.SHOWING.format(searched=f"<b>{escape(answer.searched)}</b>")
        typed = {"q": answer.question, "after": answer.after, "typed": "1", **scope}
        parts.append(_said(told, typed, wording.AS_TYPED.format(question=answer.question)))
    if answer.suggestion is not None:
        meant = wording.DID_YOU_MEAN.format(suggestion=answer.suggestion)
        parts.append(_said("", {"q": answer.suggestion, **scope}, meant))
    for way in answer.widened:
        widened = wording.WIDENED.format(counterpart=way.counterpart, phrase=way.phrase)
        parts.append(f'<p class="cw-details">{escape(widened)}</p>')
    if folder := scope.get(FOLDER):
        only = wording.FILTERED.format(chosen=wording.IN_FOLDER.format(folder=folder))
        parts.append(_said(escape(only), {"q": answer.question}, wording.ASK_ALL))
    return parts


def _said(html: str, address: Mapping[str, str], label: str) -> str:
    known = {key: value for key, value in address.items() if value}
    return f'<p class="cw-said">{html} {blocks.link(href(known, view=ANSWER), label)}</p>'


def _passages(answer: Answer, articles: Articles) -> str:
    """Return the passages as cards, behind a line that opens them."""
    if not answer.passages:
        return ""
    cards = "".join(
        answer_blocks.card(
            hit,
            passage,
            articles(passage.article_id),
            cited=answer_blocks.cited_in(answer, passage),
            also_in=[articles(article_id).title for article_id in hit.also_in],
        )
        for hit, passage in zip(answer.hits, answer.passages, strict=True)
    )
    label = blocks.counted(light.PASSAGES, len(answer.passages))
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        label = wording.CLOSEST
    return article_blocks.folded(label, cards)


def article_page(located: Located, address: Mapping[str, str]) -> str:
    """Return the page of an article, with what its address cites marked."""
    asked = {key: address[key] for key in ("q", "after", "typed", "g") if address.get(key)}
    back = blocks.link(href(asked, view=ANSWER), wording.BACK_TO_QUESTION) if asked.get("q") else ""
    full = href({key: value for key, value in address.items() if value}, view=READER)
    return page(
        [f'<p class="cw-ways">{back}</p>', *article_parts(located)],
        title=located.article.title,
        description=light.ARTICLE.format(title=located.article.title),
        kind="article",
        ways=[(full, light.FULL), (f"./{ARTICLE}", light.ALL)],
        question=asked.get("q", ""),
        hidden={"after": joined(asked["q"], asked.get("after", ""))} if asked.get("q") else {},
    )


def article_parts(located: Located) -> list[str]:
    """Return what a page has of an article, in order: its head, its contents, its text, its references."""
    article, said = located.article, article_blocks.SAID[located.state]
    contents = article_blocks.table_of_contents(article).replace(' target="_self"', "")
    parts = [
        article_blocks.head(article, located.marked),
        blocks.notice(said) if said and located.state not in article_blocks.QUIET else "",
        paper.source(article),
        article_blocks.folded(wording.CONTENTS, contents) if contents else "",
        article_blocks.article_body(article, located.cited, located.marked),
        article_blocks.references(article) if article.references else "",
    ]
    return [relinked(part) for part in parts if part]


def start_page(promise: str, examples: Sequence[str], coverage: str) -> str:
    """Return the page without a question: what can be asked, and what the articles are about."""
    links = "".join(
        f"<li>{blocks.link(href({'q': question}, view=ANSWER), question)}</li>" for question in examples
    )
    listed = f'{blocks.heading(wording.EXAMPLES)}<ul class="cw-questions">{links}</ul>' if links else ""
    parts = [
        f"<h1>{escape(wording.ASK_HEADING)}</h1>",
        f'<p class="cw-promise">{escape(promise)}</p>',
        listed,
        relinked(coverage),
    ]
    return page(
        [part for part in parts if part],
        title=wording.ASK_HEADING,
        description=promise,
        ways=[("./", light.FULL), (f"./{ARTICLE}", light.ALL)],
    )


def list_page(articles: Iterable[Article]) -> str:
    """Return the page of all articles, by topic."""
    listed = list(articles)
    count = blocks.counted(wording.ARTICLES, len(listed))
    parts = [
        f"<h1>{escape(wording.READ_HEADING)}</h1>",
        f'<p class="cw-details">{escape(count)}</p>',
        relinked(whole_list(listed, shelf_namer(listed))),
    ]
    ways = [(f"./{READER}", light.FULL)]
    return page(parts, title=wording.READ_HEADING, description=light.NO_ARTICLE_NAMED, ways=ways)


def error_page(error: CitewellError, *, question: str = "") -> str:
    """Return the page that says what is wrong, and the next step."""
    told = error.for_visitors
    return page(
        [_asked(question or wording.ASK_HEADING), alert(error)],
        title=wording.NAME,
        description=f"{told.message} {told.hint}",
        ways=[("./", light.FULL)],
        question=question,
    )


def page(
    parts: Iterable[str],
    *,
    title: str,
    description: str,
    ways: Ways,
    kind: str = "website",
    question: str = "",
    hidden: Mapping[str, str] | None = None,
    asks: bool = True,
    home: str = f"./{ANSWER}",
) -> str:
    """Return a whole page of these parts, which are HTML; everything else is text."""
    return _template().render(
        parts=[Markup(part) for part in parts],  # noqa: S704 - made by the page's own functions, which escape texts
        title=title if title == wording.NAME else wording.PAGE_TITLE.format(subject=title, name=wording.NAME),
        description=description,
        kind=kind,
        ways=ways,
        question=question,
        hidden=list((hidden or {}).items()),
        asks=asks,
        home=home,
        name=wording.NAME,
        words=wording,
        light=light,
        letters=QUESTION_CHARACTERS_MOST,
        icon=tab_icon_address(),
        style=Markup(_style()),  # noqa: S704 - our own sheets
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, loader=FileSystemLoader(_HERE), trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("template.html")


@cache
def _style() -> str:
    return colours() + (_HERE / "style.css").read_text(encoding="utf-8")
