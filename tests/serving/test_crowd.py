"""Twenty visitors at once on one served page: each gets the answer to their own question, in a rebuild too."""

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.embedding.encoder import Encoder
from qa.embedding.loading import encoder_of
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.indexing.generations import current_name, open_generation
from qa.serving.page.library import wording as wording_library
from qa.serving.page.shared.blocks import literal
from qa.settings import Settings, load_settings
from tests.conftest import BUNDLED
from tests.support.browsing import Site, library
from tests.support.heard import Heard, ask, wrong
from tests.support.visitors import visitor

pytestmark = [pytest.mark.model, pytest.mark.slow]

CROWD = 20
QUESTIONS = [gold.question for gold in read_gold(BUNDLED_GOLD)]
HERON = "# Heron elbow\n\nHeron elbow is a soreness of the outer arm in anglers. It is eased by a forked stick.\n"
HERON_QUESTION = "what eases heron elbow"
FEW = 3
BREATH_SECONDS = 0.5
"""While the build goes on, few ask, with pauses: a crowd that never pauses would keep it from ending."""


@pytest.fixture
def site(bundled_site: Site, tmp_path: Path) -> Iterator[Site]:
    """Serve a copy of the bundled articles, with a copy of their index, which a test may change."""
    folder = tmp_path / "crowd"
    shutil.copytree(BUNDLED, folder / "corpus")
    shutil.copytree(bundled_site.index, folder / "index")
    with library(folder / "corpus") as site:
        yield site


def test_a_crowd_is_answered_each_its_own_also_during_a_rebuild(site: Site) -> None:
    """Every answer is that of an assistant asked alone, of the old index or the new; no visit knows of another."""
    settings = load_settings(corpus=site.corpus, index=site.index)
    encoder, old = encoder_of(settings), current_name(site.index)
    heard: list[Heard] = []
    with ExitStack() as stack, ThreadPoolExecutor(CROWD) as crowd:
        visits = [stack.enter_context(visitor(site.url)) for _ in range(CROWD)]
        owner = stack.enter_context(visitor(site.url, page="library"))
        rounds = cycle(QUESTIONS[first : first + CROWD] for first in range(0, len(QUESTIONS) - CROWD, CROWD))

        heard += crowd.map(ask, visits, next(rounds))
        (site.corpus / "heron.md").write_text(HERON)
        owner.press(wording_library.REBUILD)
        heard += crowd.map(ask, visits, next(rounds))
        while current_name(site.index) == old:
            heard += crowd.map(ask, visits[:FEW], next(rounds))
            time.sleep(BREATH_SECONDS)
        heard += crowd.map(ask, visits, next(rounds))
        found = ask(visits[0], HERON_QUESTION)
        late = stack.enter_context(visitor(site.url))

    assistants = {name: alone(settings, encoder, name) for name in (old, current_name(site.index))}
    assert {generation for _, _, generation, _ in heard} == set(assistants)
    assert wrong([*heard, found], assistants.__getitem__) == []
    assert len({str(drawn) for *_, drawn in heard[:CROWD]}) == CROWD
    assert "eased by a forked stick" in str(found[-1])
    known = {literal(question) for question in QUESTIONS}
    assert [each.button.label for each in late.elements if each.button.label in known] == []


def alone(settings: Settings, encoder: Encoder, name: str) -> Assistant:
    return Assistant(open_generation(settings.index, name), encoder, settings.answering)
