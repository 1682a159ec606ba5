"""The comparisons of a generation, made once for all visitors: an answer offers one, the Compare view shows it."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from qa.answering.comparison import Comparison, comparison_of
from qa.records import Answer
from qa.serving.page.shared import resources
from qa.serving.page.shared.addressing import Address, question_in

COMPARISONS_KEPT = 64


def known_comparison(answer: Answer, address: Address, chosen: Sequence[str] = ()) -> Comparison:
    """Return the comparison on an answer to the question in an address, of the chosen articles or else of its own.

    Raises UnknownArticleError for a chosen article that is not there.
    """
    asked = {key: value for key, value in question_in(address).items() if key != "g"}
    return _comparison(answer.generation, urlencode(asked, doseq=True), tuple(chosen), answer)


@st.cache_resource(show_spinner=False, max_entries=COMPARISONS_KEPT)
def _comparison(generation: str, asked: str, chosen: tuple[str, ...], _answer: Answer) -> Comparison:
    del asked
    return comparison_of(resources.assistant(generation), _answer, articles=chosen)
