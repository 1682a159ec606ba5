"""A map → the HTML beside its chart: what the chart shows as words and links, and what it cannot show.

They replace the chart for visitors who cannot see it or have no mouse.
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape

from qa.answering.map.projection import PrincipalPlane
from qa.answering.map.regions import Map, MapPoint, Region
from qa.records import Passage, Verdict
from qa.serving.page.map import wording
from qa.serving.page.map.chart import headed, opening
from qa.serving.page.shared.addressing import Address, digest_of, href, place_of, question_address
from qa.serving.page.shared.blocks import counted, heading, link


def passage_address(passage: Passage, params: Address) -> Address:
    """Return the address of a passage in the reader; ``params`` is that of the question or the generation."""
    place = place_of(passage.start, passage.end)
    return {"article": passage.article_id, "at": place, "h": digest_of(passage.text), **params}


def summary(shown: Map) -> str:
    """Return what the map shows, and how much of the variance."""
    sentences = [counted(wording.SUMMARY, shown.passages, articles=counted(wording.ARTICLES, shown.articles))]
    if len(shown.points) < shown.passages:
        sentences.append(wording.SAMPLED.format(count=f"{len(shown.points):,}"))
    if isinstance(shown.plane, PrincipalPlane):
        sentences.append(wording.SHARE.format(share=f"{shown.plane.share:.0%}"))
    return f'<p class="cw-details cw-map">{escape(" ".join(sentences))}</p>'


def alternative(shown: Map, *, asked: bool) -> str:
    """Return the alternative text of the chart."""
    description = wording.CHART.format(
        passages=counted(wording.REGION_HOLDS, len(shown.points)),
        regions=counted(wording.REGIONS_COUNT, len(shown.regions)),
    )
    return f"{description} {wording.CHART_ASKED}" if asked else description


def regions(listed: Sequence[Region], params: Address) -> str:
    """Return the regions of a map as a list, each with links to its most central passages."""
    items = "".join(f"<li>{_region(region, params)}</li>" for region in listed)
    return f'{heading(wording.REGIONS)}<ul class="cw-regions">{items}</ul>'


def _region(region: Region, params: Address) -> str:
    name = ", ".join(region.name) or wording.UNNAMED
    holds = counted(wording.REGION_HOLDS, region.passages)
    contents = f"{holds} {counted(wording.REGION_OF, region.articles)}"
    links = "".join(f"<li>{_link(point, params)}</li>" for point in region.central)
    return f'<h3>{escape(name)}</h3><p class="cw-details">{escape(contents)}</p><ul>{links}</ul>'


def found(hits: Sequence[MapPoint], params: Address, *, answered: bool) -> str:
    """Return the passages found for the question as links, numbered as on the map."""
    items = "".join(
        f'<li>{_link(hit, params)}<p class="cw-details">{escape(opening(hit.passage.text))}</p></li>'
        for hit in hits
    )
    title = wording.FOUND if answered else wording.CLOSEST
    return f'{heading(title)}<ol class="cw-found">{items}</ol>'


def _link(point: MapPoint, params: Address) -> str:
    return link(href(passage_address(point.passage, params)), headed(point))


def unanswered(questions: Iterable[str], verdict_of: Callable[[str], Verdict]) -> list[str]:
    """Return the questions that the current articles do not answer, in order, without repeats."""
    return [question for question in dict.fromkeys(questions) if verdict_of(question) is Verdict.NOT_IN_CORPUS]


def gaps(questions: Sequence[str]) -> str:
    """Return unanswered questions as a list of links that ask them again."""
    items = "".join(
        f"<li>{link(href(question_address(question, generation=''), view=''), question)}</li>"
        for question in questions
    )
    why = f'<p class="cw-details">{escape(wording.GAPS_WHY)}</p>'
    return f'{heading(wording.GAPS)}{why}<ul class="cw-gaps">{items}</ul>'
