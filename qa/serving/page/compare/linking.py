"""The link of an answer to the comparison of its articles."""

from collections.abc import Mapping

from qa.answering.comparison import can_compare
from qa.records import Answer
from qa.serving.page.compare import wording
from qa.serving.page.shared import resources
from qa.serving.page.shared.addressing import COMPARE, href
from qa.serving.page.shared.blocks import link


def compare_link(answer: Answer, params: Mapping[str, str]) -> str:
    """Return the link to the comparison of an answer's articles; nothing where there are not two of them."""
    if not can_compare(answer, resources.assistant(answer.generation).is_copy):
        return ""
    return f'<p class="cw-ways">{link(href(params, view=COMPARE), wording.COMPARE)}</p>'
