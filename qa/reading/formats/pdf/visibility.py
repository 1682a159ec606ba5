"""Whether what a page of a PDF holds can be seen on it: layers that are off, clips, words as light as paper.

What may be hidden is told from the file; whether it is, from the page as it prints.
"""

import ctypes
from typing import Any, TypeAlias

Box: TypeAlias = tuple[float, float, float, float]  # left, lower, right and upper edge

PIXELS_MOST = 1500
"""Of the longer side of a rendered page, which a hostile file may make a hundred metres long."""
CONTRAST_LEAST = 24
"""Of 255; between text and ground, below which nobody sees it."""
FORM, TEXT = 5, 1  # pdfium's numbers for an object that holds others, and for text
MARKS_MOST = 50
"""Of one object; files nest two or three."""
CLIPS_MOST, POINTS_MOST = 20, 200
"""Of one object: paths that clip it, and points of a path; more of them are taken for a shape that may hide it."""


class Ground:
    """The page as it prints, for words as light as paper, of a layer, or under a clip."""

    def __init__(self, page: Any) -> None:
        """Take a page of pypdfium2; it is drawn when it is first asked about."""
        self._page = page
        self._drawn: Any = None

    def shows(self, box: Box) -> bool:
        """Tell whether anything can be seen in a box of the page."""
        if self._drawn is None:
            scale = min(2.0, PIXELS_MOST / max(self._page.get_size()))
            self._drawn = self._page.render(scale=scale, grayscale=True)
        place = self._drawn.get_posconv(self._page)
        (left, low), (right, high) = (place.to_bitmap(*corner) for corner in (box[:2], box[2:]))
        across, down = sorted((left, right)), sorted((low, high))
        part = self._drawn.to_numpy()[max(down[0], 0) : down[1] + 1, max(across[0], 0) : across[1] + 1]
        return bool(part.size) and int(part.max()) - int(part.min()) >= CONTRAST_LEAST


class Doubts:
    """Which text objects of a page may be hidden by a layer or a clip.

    A form that is drawn onto the page may belong to a layer as a whole, which pdfium does not tell: all text in
    one is doubtful.
    """

    def __init__(self, page: Any) -> None:
        """Take a page of pypdfium2."""
        import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

        self._pdfium = pdfium
        count = pdfium.FPDFPage_CountObjects(page.raw)
        objects = [pdfium.FPDFPage_GetObject(page.raw, index) for index in range(count)]
        kinds = [pdfium.FPDFPageObj_GetType(page_object) for page_object in objects]
        self._page_texts = (
            {
                ctypes.addressof(page_object.contents)
                for page_object, kind in zip(objects, kinds, strict=True)
                if kind == TEXT
            }
            if FORM in kinds
            else None
        )

    def about(self, drawn: Any) -> bool:
        """Tell whether a text object may be hidden."""
        if self._page_texts is not None and ctypes.addressof(drawn.contents) not in self._page_texts:
            return True
        return self._is_of_layer(drawn) or self._may_be_clipped(drawn)

    def _is_of_layer(self, drawn: Any) -> bool:
        count = self._pdfium.FPDFPageObj_CountMarks(drawn)
        return count > MARKS_MOST or any(
            self._name(self._pdfium.FPDFPageObj_GetMark(drawn, index)) == "OC" for index in range(count)
        )

    def _name(self, mark: Any) -> str:
        buffer, size = ctypes.create_string_buffer(16), ctypes.c_ulong()
        self._pdfium.FPDFPageObjMark_GetName(
            mark, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), len(buffer), size
        )
        return buffer.raw[: min(size.value, len(buffer))].decode("utf-16-le", "ignore").rstrip("\x00")

    def _may_be_clipped(self, drawn: Any) -> bool:
        """Tell whether a text object reaches out of the box of a path that clips it."""
        pdfium = self._pdfium
        clip = pdfium.FPDFPageObj_GetClipPath(drawn)
        count = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
        if count <= 0:
            return False
        edges = [ctypes.c_float() for _ in range(4)]  # left, bottom, right, top
        pdfium.FPDFPageObj_GetBounds(drawn, *edges)
        left, low, right, high = (edge.value for edge in edges)
        for path in range(min(count, CLIPS_MOST)):
            box = self._box_of(clip, path)
            if box is None or left < box[0] or low < box[1] or right > box[2] or high > box[3]:
                return True
        return count > CLIPS_MOST

    def _box_of(self, clip: Any, path: int) -> Box | None:
        """Return the box around a path; None where it has too many points to look at."""
        pdfium = self._pdfium
        count = pdfium.FPDFClipPath_CountPathSegments(clip, path)
        if not 0 < count <= POINTS_MOST:
            return None
        x, y = ctypes.c_float(), ctypes.c_float()
        across: list[float] = []
        up: list[float] = []
        for place in range(count):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, place)
            if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                across.append(x.value)
                up.append(y.value)
        return (min(across), min(up), max(across), max(up)) if across else None
