"""What the tools return is made of the contract's fields."""

import pytest
from pydantic import BaseModel

from qa.serving import contract
from qa.serving.mcp import results

WITHOUT_COUNTERPART = {"Brief", "ArticleBrief"}
BRIEFS = {
    name: brief
    for name, brief in vars(results).items()
    if name.endswith("Brief") and name not in WITHOUT_COUNTERPART
}
NAMES = {"CheckBrief": "TextCheckJson", "SentenceBrief": "CheckedSentenceJson"}


@pytest.mark.parametrize("name", BRIEFS)
def test_a_brief_form_has_fields_of_the_contract_and_no_others(name: str) -> None:
    """By their names; so what is said of a field there is true here."""
    whole: type[BaseModel] = getattr(contract, NAMES.get(name, name.replace("Brief", "Json")))

    assert set(BRIEFS[name].model_fields) <= set(whole.model_fields)


def test_a_part_of_an_article_has_the_fields_of_an_article_and_where_it_stands() -> None:
    """The contract has whole texts only."""
    more = {"start", "end", "characters", "next_start"}

    assert set(results.ArticleBrief.model_fields) - set(contract.ArticleJson.model_fields) == more
