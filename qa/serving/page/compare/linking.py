"""The link of an answer to the comparison of its articles."""

from qa.records import Answer
from qa.serving.page.compare import wording
from qa.serving.page.compare.known import known_comparison
from qa.serving.page.shared.addressing import COMPARE, Address, href
from qa.serving.page.shared.blocks import link


def compare_link(answer: Answer, params: Address) -> str:
    """Return the link to the comparison of an answer's articles; nothing where no two speak on one point."""
    if not known_comparison(answer, params).has_common_points:
        return ""
    return f'<p class="cw-ways">{link(href(params, view=COMPARE), wording.COMPARE)}</p>'
