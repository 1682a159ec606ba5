"""Charts and diagrams of Office files: their titles, names and values, each as text that can be read alone."""

from collections.abc import Iterator

from qa.reading.formats.archive import Element, attribute, local, one_line, whole
from qa.reading.formats.page.rows import Cell, TableRows
from qa.reading.formats.sheets.number_formats import shown_number
from qa.reading.formats.slides.paragraphs import BULLET, SlideParagraph, Tell, text_of
from qa.reading.formats.word.elements import child_of

POINTS_MOST = 5_000
"""A chart with more points is a drawing of measurements; its numbers are told by their count."""
DEEPEST_NODE = 20


def chart_lines(chart: Element, tell: Tell) -> Iterator[str]:
    """Yield a chart's title, the titles of its axes, and a line for each point: ``Mon; Patients: 12``."""
    titles = [element for element in chart.iter() if local(element) == "title"]
    for title in titles:
        words = (" ".join(text_of(body, tell)) for body in title.iter() if local(body) == "rich")
        yield from filter(None, words)
    series = [element for element in chart.iter() if local(element) == "ser"]
    names = [one_line(" ".join(_points(child_of(ser, "tx")).values())) for ser in series]
    columns = [_points(_either(ser, "val", "yVal")) for ser in series]
    places = [_points(_either(ser, "cat", "xVal")) for ser in series]
    if not any(names) and not any(places):  # bare numbers say nothing
        tell("points of a chart", "; ".join(value for column in columns for value in column.values()))
    elif sum(map(len, columns)) > POINTS_MOST:
        tell("points of a chart", f"{sum(map(len, columns)):,} values of {'; '.join(filter(None, names))}")
    elif any(place != places[0] for place in places):  # each series has points of its own
        for name, place, column in zip(names, places, columns, strict=True):
            yield from _rows([name], place, [column])
    elif places:
        yield from _rows(names, places[0], columns)


def _rows(names: list[str], places: dict[int, str], columns: list[dict[int, str]]) -> Iterator[str]:
    rows = TableRows()
    rows.line([Cell(text=""), *(Cell(text=name) for name in names)], header=True)
    for point in sorted({number for column in columns for number in column}):
        yield rows.line(
            [Cell(text=places.get(point, "")), *(Cell(text=column.get(point, "")) for column in columns)]
        )


def _either(series: Element, *names: str) -> Element | None:
    return next((child for child in series if local(child) in names), None)


def _points(data: Element | None) -> dict[int, str]:
    """Return the values that a chart keeps beside its formula, as their number format shows them."""
    if data is None:
        return {}
    formats = (element for element in data.iter() if local(element) == "formatCode")
    code = next((element.text or "" for element in formats), "General")
    numeric = any(local(element) in ("numCache", "numLit") for element in data.iter())
    points: dict[int, list[str]] = {}
    for point in data.iter():
        if local(point) != "pt":
            continue
        text = next((value.text or "" for value in point if local(value) == "v"), "")
        format_code = attribute(point, "formatCode") or code
        points.setdefault(whole(attribute(point, "idx"), 0), []).append(
            _number_text(text, format_code) if numeric else text
        )
    if not points:  # a name that is written in place
        text = " ".join(value.text or "" for value in data.iter() if local(value) == "v")
        return {0: one_line(text)} if one_line(text) else {}
    return {number: one_line(" ".join(reversed(parts))) for number, parts in points.items()}


def _number_text(text: str, code: str) -> str:
    try:
        return shown_number(float(text), code)
    except ValueError:  # "#N/A"
        return text


def diagram_paragraphs(model: Element, tell: Tell) -> Iterator[SlideParagraph]:
    """Yield the texts of a diagram (SmartArt) as a list, each under the one that it belongs to."""
    points = {attribute(point, "modelId"): point for point in model.iter() if local(point) == "pt"}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in model.iter():
        if local(link) == "cxn" and attribute(link, "type") in ("", "parOf"):
            order = whole(attribute(link, "srcOrd"), 0)
            below.setdefault(attribute(link, "srcId"), []).append((order, attribute(link, "destId")))
    tops = [name for name, point in points.items() if attribute(point, "type") == "doc"]
    visited: set[str] = set()
    waiting = [(name, 0) for name in reversed(tops)]
    while waiting:
        name, level = waiting.pop()
        if name in visited or name not in points or level > DEEPEST_NODE:
            continue
        visited.add(name)
        text = ", ".join(text_of(child_of(points[name], "t"), tell))
        if text:
            yield SlideParagraph(text, max(level, 1), BULLET)
        waiting += [(child, level + 1) for _, child in sorted(below.get(name, []), reverse=True)]
    for name, point in points.items():  # nodes that no link leads to
        is_loose = attribute(point, "type") in ("", "node", "asst") and name not in visited
        if is_loose and (text := ", ".join(text_of(child_of(point, "t"), tell))):
            yield SlideParagraph(text, 1, BULLET)
