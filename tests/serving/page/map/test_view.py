"""The Map view: what its chart and lists are made of, drawn by Streamlit's test runner and once in a browser."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element
from streamlit.util import calc_hash

from qa.answering.map.projection import PrincipalPlane
from qa.answering.map.regions import Map, MapPoint, Region
from qa.indexing.build import build
from qa.indexing.generations import current_name
from qa.records import Verdict
from qa.serving.page.ask.view import ASKED
from qa.serving.page.map import blocks as map_blocks
from qa.serving.page.map import chart as map_chart
from qa.serving.page.map import colours as map_colours
from qa.serving.page.map import wording
from qa.serving.page.map.chart import AskedPoint, chart, headed, opening, pressed
from qa.serving.page.map.colours import DARK, LIGHT, OTHERS, SHAPES, Ink, differing, groups_of, legend
from qa.serving.page.map.names import HEIGHT, LETTER, LINE, SMALLEST, spread_names
from qa.serving.page.shared import resources
from qa.serving.page.shared.addressing import digest_of
from qa.serving.page.shared.blocks import CITED
from qa.settings import Indexing
from tests.answering.map.test_regions import unit
from tests.conftest import ARTICLES, BUILT, PROJECT
from tests.serving.page.test_page_blocks import HOSTILE, IN_MARKDOWN, Reader
from tests.support.answers import article_of, passage_of
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, weightless
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("page_settings")

MODEL = "all-MiniLM-L6-v2"
QUESTION = "does stretching the calf prevent cramps at night"
UNANSWERED = "how do I bake <b>sourdough</b> bread"
GENERATION = {"g": "g-000001-0123456789abcdef"}
PLANE = PrincipalPlane.of(unit(4, 8))
FRAME = {"x": (0.0, 1.0), "y": (0.0, 1.0)}


def point(
    number: int, *, title: str = "Legs", topic: str = "", source: str = "", text: str = "It bends."
) -> MapPoint:
    """Return a point of a passage with this text; points of different numbers lie apart."""
    passage = passage_of(
        article_of("# {}\n\n{}\n".format(title, text.replace("<", "\\<"))), text.split()[0], text.split()[-1]
    )
    known = {name: getattr(passage, name) for name in passage.__slots__}
    numbered = type(passage)(**{**known, "id": number})
    return MapPoint(passage=numbered, title=title, topic=topic, source=source, x=number / 10, y=number % 3 / 10)


def region(*name: str, x: float = 0.5, y: float = 0.5, central: tuple[MapPoint, ...] = ()) -> Region:
    return Region(name=name, x=x, y=y, passages=len(central), articles=1, central=central)


def map_with(*points: MapPoint, regions: tuple[Region, ...] = ()) -> Map:
    return Map(points=points, regions=regions, plane=PLANE, passages=len(points), articles=1)


def contrast(left: str, right: str) -> float:
    """Return the contrast of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    low, high = sorted(map(_light, (left, right)))
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_stand_out_from_their_ground(ink: Ink) -> None:
    """Marks have the contrast that WCAG asks of graphics, words that of text; no two groups share a colour."""
    marks = [*ink.groups, ink.others]

    assert [colour for colour in marks if contrast(colour, ink.ground) < 3] == []
    assert min(contrast(ink.text, ink.ground), contrast(ink.accent, ink.ground)) >= 4.5
    assert len(set(marks)) == len(SHAPES) + 1


def test_the_ground_is_that_of_the_style() -> None:
    """The rim around words has the colour of what the chart lies on, in light and in dark."""
    style = (Path(map_colours.__file__).parents[1] / "shared" / "colours.css").read_text(encoding="utf-8")

    assert re.findall(r"--cw-raised: (#\w+)", style) == [LIGHT.ground, DARK.ground]


def test_points_are_coloured_by_what_differs_with_the_fewest_colours_first() -> None:
    """What is the same for all tells nothing, and is not offered."""
    points = [point(number, title=f"Article {number}", topic="AB"[number % 2]) for number in range(4)]

    assert differing(points) == ["topic", "article"]
    assert differing(points[:1]) == []


def test_the_most_frequent_groups_have_a_sign_and_the_rest_are_others() -> None:
    """Each of the eight greatest has its own shape; the legend tells them, and counts the rest."""
    numbers = [number for number in range(10) for _ in range(10 - number)]
    points = [point(place, topic=f"Topic {number}") for place, number in enumerate(numbers)]

    signs = groups_of(points, "topic")
    drawn = Reader(legend(points, "topic", LIGHT))

    assert signs == {f"Topic {number}": sign for number, sign in enumerate(SHAPES)}
    assert [text.strip() for text, _ in drawn.texts][-2:] == [OTHERS, "2 others"]


def test_a_chart_has_a_row_for_each_passage_those_found_last_and_full() -> None:
    """Where a question is drawn in, what was not found steps back, and nothing is drawn twice."""
    points = [point(number, text=f"Passage {number}.") for number in range(4)]

    plain = chart(map_with(*points), "article", LIGHT)["datasets"]
    asked = chart(map_with(*points), "article", LIGHT, AskedPoint(x=0.5, y=0.5, hits=(points[2], points[0])))[
        "datasets"
    ]

    assert [row[map_chart.PASSAGE] for row in plain["points"]] == [0, 1, 2, 3]
    assert {row["opacity"] for row in plain["points"]} == {map_chart.PLAIN}
    drawn = [(row[map_chart.PASSAGE], row["opacity"]) for row in asked["points"]]
    full, faint = map_chart.PLAIN, map_chart.FAINT
    assert drawn == [(1, faint), (3, faint), (2, full), (0, full)]
    assert [(hit["rank"], hit["x"], hit["from_x"]) for hit in asked["hits"]] == [("1", 0.2, 0.5), ("2", 0.0, 0.5)]


def test_everything_drawn_is_inside_the_frame() -> None:
    """A question far from all passages widens the map."""
    asked = AskedPoint(x=9.0, y=-3.0, hits=())

    axes = chart(map_with(point(0), point(1)), "article", LIGHT, asked)["encoding"]

    (x_low, x_high), (y_low, y_high) = (axes[axis]["scale"]["domain"] for axis in "xy")
    assert x_low < 0.0 < 9.0 < x_high
    assert y_low < -3.0 < 0.1 < y_high


def test_a_single_passage_has_a_frame() -> None:
    """One point is a map too."""
    assert chart(map_with(point(0)), "article", DARK)["encoding"]["x"]["scale"]["domain"] == [-0.07, 0.07]


def test_titles_and_texts_are_data_and_never_markup() -> None:
    """A chart has them as they are, to be drawn as text; what is HTML has them escaped."""
    hostile = point(0, title=HOSTILE, topic=HOSTILE, text="<b>It</b> bends.")
    neighbour = point(1, topic="Other")
    shown = map_with(hostile, neighbour, regions=(region("<i>leg</i>", central=(hostile,)),))

    rows = chart(shown, "topic", LIGHT)["datasets"]["points"]
    html = legend(shown.points, "topic", LIGHT) + map_blocks.regions(shown.regions, GENERATION)
    html += map_blocks.found([hostile], GENERATION, answered=True) + map_blocks.gaps([HOSTILE])

    assert (rows[0]["title"], rows[0]["text"]) == (HOSTILE, "<b>It</b> bends.")
    assert Reader(html).tags <= {"a", "h2", "h3", "li", "ol", "p", "span", "ul"}
    assert "&lt;i&gt;leg" in html


def test_names_are_moved_apart_until_none_lies_on_another() -> None:
    """On the smallest phone, names of the same place stand side by side, inside the chart and off the question."""
    regions = [region("ankylosing spondylitis", x=0.5, y=0.5 + place / 100) for place in range(4)]

    names = spread_names(regions, FRAME, [(0.5, 0.5)])

    half_x, half_y = LETTER * len("spondylitis") / 2, LINE
    places = [(name["x"] * SMALLEST, name["y"] * HEIGHT) for name in names]
    assert len(places) >= 3
    for (x, y), (other_x, other_y) in combinations(places, 2):
        assert abs(x - other_x) >= 2 * half_x - 1e-6 or abs(y - other_y) >= 2 * half_y
    assert all(abs(y - HEIGHT / 2) >= half_y for _, y in places)
    assert {name["name"] for name in names} == {"ankylosing\nspondylitis"}


def test_a_name_that_would_have_to_go_far_is_left_out() -> None:
    """A name amid the passages of another region would be a lie."""
    crowd = [region("piriformis", "syndrome") for _ in range(20)]

    places = [name["y"] * HEIGHT for name in spread_names(crowd, FRAME)]

    assert 3 <= len(places) < 20
    assert max(abs(y - HEIGHT / 2) for y in places) <= 64


def test_a_region_without_a_name_has_none_on_the_map() -> None:
    """Nothing is written where there is nothing to tell."""
    assert spread_names([region()], FRAME) == []


def test_regions_are_listed_with_links_to_their_central_passages() -> None:
    """Each link opens the reader at the passage, in the generation that the map is of."""
    middle = point(7, title="Legs & feet", text="The calf cramps.")

    html = Reader(map_blocks.regions([region("calf", "cramp", central=(middle,))], GENERATION))

    (address,) = html.links
    wanted = {"article": "leg", "at": "0-16", "h": digest_of("The calf cramps."), **GENERATION}
    assert urlsplit(address).path == "./read"
    assert {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()} == wanted
    assert [text for text, _ in html.texts] == ["Regions", "calf, cramp", "1 passage of 1 article", "Legs & feet"]


def test_a_place_is_told_by_title_and_headings_and_the_first_words() -> None:
    """A title that is its own heading stands once, and a long passage ends at a word."""
    article = article_of("# Legs\n\n## Calves\n\n### At night\n\nThey cramp.\n")
    passage = passage_of(article, "They", "cramp.")
    known = {name: getattr(passage, name) for name in passage.__slots__}
    deep = type(passage)(**{**known, "headings": ("Legs", "Calves", "At night")})

    assert (
        headed(MapPoint(passage=deep, title="Legs", topic="", source="", x=0, y=0)) == "Legs › Calves › At night"
    )
    assert opening("One\n- two\n\n  three") == "One - two three"
    assert opening("word " * 100) == f"{'word ' * 28}…"
    assert opening("w" * 500) == f"{'w' * 140} …"


@pytest.mark.parametrize(
    ("selected", "passage"),
    [({}, None), ({"opened": {}}, None), ({"opened": []}, None), ({"opened": [{"passage": 7}]}, 7)],
)
def test_a_press_on_a_point_is_its_passage(selected: dict[str, Any], passage: int | None) -> None:
    """Before the first press there is none."""
    assert pressed(selected) == passage


def test_gaps_are_the_questions_that_are_not_answered_now() -> None:
    """Each is listed once, in order; one that the articles have come to answer is no gap any more."""
    answered = {"a": Verdict.NOT_IN_CORPUS, "b": Verdict.ANSWERED, "c": Verdict.NOT_IN_CORPUS}

    assert map_blocks.unanswered(["c", "a", "b", "c"], answered.__getitem__) == ["c", "a"]


def test_a_sample_and_what_is_not_seen_are_told() -> None:
    """The summary says how many of the passages are drawn, and how much a plane can show."""
    shown = map_with(point(0), point(1))
    sampled = Map(points=shown.points, regions=(), plane=PLANE, passages=12_000, articles=300)

    assert "12,000 passages of 300 articles" in map_blocks.summary(sampled)
    assert "2 passages are drawn" in map_blocks.summary(sampled)
    assert "are drawn" not in map_blocks.summary(shown)
    assert f"{PLANE.share:.0%}" in map_blocks.summary(shown)


@pytest.fixture
def indexed(corpus: Path, index: Path) -> Path:
    build(corpus, index, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)
    return index


def open_map(*, asked: tuple[str, ...] = (), **address: str) -> AppTest:
    """Open the view at an address, in a visit that asked these questions before."""
    page = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=30)
    page._page_hash = calc_hash("map")
    page.query_params.update(address)
    page.session_state[ASKED] = list(asked)
    page.run()
    assert not page.exception
    return page


def texts_of(page: AppTest) -> list[str]:
    """Return the pieces of HTML of a view in order, style and navigation left out."""
    pieces = [element.proto.body for element in page.main.get("html")]
    return [piece for piece in pieces if "<style" not in piece and "cw-nav" not in piece]


def html_of(page: AppTest) -> Reader:
    return Reader("".join(texts_of(page)))


def data_of(page: AppTest) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the chart of a view, by the name of the data."""
    (drawn,) = page.main.get("vega_lite_chart")
    frames = {
        dataset.name: convert_arrow_bytes_to_pandas_df(dataset.data.data) for dataset in drawn.proto.datasets
    }
    return {name: frame.to_dict("records") for name, frame in frames.items()}


def test_the_map_shows_every_passage_and_lists_its_regions(indexed: Path) -> None:
    """Without a question there are the points, the names, and the regions with their links."""
    page = open_map()

    data, html = data_of(page), html_of(page)
    generation = resources.generation()
    links = [link for link in html.links if link.startswith("./read?")]
    assert [row["passage"] for row in data["points"]] == list(range(len(generation.vectors)))
    assert {*data} == {"points", "names"}
    assert [heading for heading, inside in html.texts if "h2" in inside] == [wording.REGIONS]
    assert links
    for link in links:
        address = {key: values[0] for key, values in parse_qs(urlsplit(link).query).items()}
        start, end = map(int, address["at"].split("-"))
        assert digest_of(generation.store.article(address["article"]).text[start:end]) == address["h"]
        assert address["g"] == current_name(indexed)


@pytest.mark.usefixtures("indexed")
def test_a_question_in_the_address_is_drawn_in_with_what_was_found() -> None:
    """Its mark is joined to the passages of its answer, which are listed with the question to come back to."""
    page = open_map(q=QUESTION)

    data, html = data_of(page), html_of(page)
    hits = resources.answer(QUESTION).hits
    assert page.text_input[0].value == QUESTION
    assert len(data["question"]) == 1
    assert [row["rank"] for row in data["hits"]] == [str(hit.rank) for hit in hits]
    assert [row["passage"] for row in data["points"]][-len(hits) :] == [hit.passage.id for hit in hits]
    assert wording.FOUND in [text for text, _ in html.texts]
    assert all(parse_qs(urlsplit(link).query)["q"] == [QUESTION] for link in html.links if "?" in link)


@pytest.mark.usefixtures("indexed")
def test_what_the_articles_did_not_answer_in_this_visit_is_listed() -> None:
    """The questions asked before and the one drawn in are gaps when unanswered; each can be asked again."""
    page = open_map(asked=(QUESTION, UNANSWERED), q="how do I bake sourdough rolls")

    html = html_of(page)
    gaps = [
        parse_qs(urlsplit(link).query)["q"] for link in html.links if link.startswith("./?q=") and "g=" not in link
    ]
    assert gaps == [["how do I bake sourdough rolls"], [UNANSWERED]]
    assert wording.CLOSEST in [text for text, _ in html.texts]


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("by", ["source", "article", "<nothing>"])
def test_the_address_tells_what_the_map_is_coloured_by(by: str) -> None:
    """What is no choice is passed over."""
    page = open_map(by=by, layout="<nothing>")

    (choice,) = page.main.get("button_group")
    legend_texts = [text.strip() for text, inside in html_of(page).texts if "li" in inside]
    assert isinstance(choice, Element)
    assert choice.proto.label == wording.COLOUR
    assert ("Leaflets" in legend_texts) == (by != "article")
    assert ("Cramps at night" in legend_texts[:6]) == (by == "article")


@pytest.mark.usefixtures("indexed")
def test_a_map_whose_question_has_no_words_says_so() -> None:
    """The field stays, and the message has the next step."""
    page = open_map(q="?!")

    assert any("The question has no words." in text for text in texts_of(page))
    assert page.text_input[0].value == "?!"


def test_without_an_index_the_map_says_so() -> None:
    """Before the first build there is nothing to draw, and the way to a build is shown."""
    assert any("cw-empty" in text for text in texts_of(open_map()))


def test_the_chart_says_what_it_is_to_those_who_do_not_see_it(indexed: Path) -> None:
    """Its name points to the lists below it, and its marks are not read out one by one."""
    (drawn,) = open_map(q=QUESTION).main.get("vega_lite_chart")

    assert drawn.proto.alt.startswith("A map of ")
    assert wording.CHART_ASKED in drawn.proto.alt
    assert json.loads(drawn.proto.spec)["config"]["mark"] == {"aria": False}


@pytest.mark.browser
def test_the_map_is_drawn_and_its_points_and_links_open_the_reader(page: Page, tmp_path: Path) -> None:
    """A question is a mark among the points; a press on a point and a link of the list both open the passage."""
    (tmp_path / "site").mkdir()
    hostile = {"hostile.md": f"# {IN_MARKDOWN}\n\nA hostile leg kicks at everyone.\n"}

    with weightless(tmp_path / "site", files={**ARTICLES, **hostile}) as site:
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        page.goto(f"{site.url}/map?q=why+do+cramps+wake+me")
        signs = page.locator(".stVegaLiteChart svg text")
        expect(signs.filter(has_text=re.compile(r"^\?$"))).to_have_count(1, timeout=ANSWER_MILLISECONDS_MOST)
        points = page.locator(".layer_2_marks path")  # over the lines and the rings
        drawn = points.count()
        messages: list[str] = []
        for place in range(drawn):
            points.nth(place).hover(force=True)
            page.locator("#vg-tooltip-element.visible").wait_for()
            messages.append(page.locator("#vg-tooltip-element h2").inner_text())
        points.last.click(force=True)
        expect(page.locator(f"#{CITED}")).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)
        pressed_at = page.url

        page.go_back()
        page.locator(".cw-regions a").first.wait_for()
        back_at = page.url
        title = page.locator(".cw-regions a").first.inner_text()
        page.locator(".cw-regions a").first.click()
        expect(page.locator(f"#{CITED}")).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)

        assert drawn > 3
        assert HOSTILE in messages
        assert parse_qs(urlsplit(pressed_at).query)["q"] == ["why do cramps wake me"]
        assert (urlsplit(back_at).path, parse_qs(urlsplit(back_at).query)) == (
            "/map",
            {"q": ["why do cramps wake me"]},
        )
        assert urlsplit(page.url).path == "/read"
        assert title.startswith(page.locator("h1.cw-title").inner_text())
        assert dialogs == []
