"""What stands in rectangles of a picture: the words whose middle lies in them."""

from collections.abc import Sequence

from qa.reading.article import compose_placed
from qa.reading.formats.pdf.reading_back import Readings
from qa.reading.formats.pictures.reader import read_picture
from qa.reading.glyphs.verification import Place, agreements
from qa.reading.ocr.reading_back import shown_in
from qa.reading.ocr.recognised import RecognisedPage
from tests.support.recognised import line, page

FIRST = line("The keeper greases the hin-", 72, 100)
SECOND = line("ges of the gates.", 72, 117)


def verified(read: RecognisedPage, anew: RecognisedPage, words: str) -> bool:
    """Tell whether words of a page stand where they were read, once it is read anew."""
    article, glyphs = compose_placed(read_picture(b"", {1: read}), article_id="lock", source="lock.png")
    start = article.text.index(words)

    def shown(places: Sequence[Place]) -> list[Readings]:
        return [shown_in(anew, box) for _, box in places]

    return agreements(article.text, glyphs, [(start, start + len(words))], shown)[0]


def test_a_quotation_stands_where_the_same_words_are_recognised_again() -> None:
    """A hyphen that a line's end explains is in the picture and not in the quotation."""
    same = page(FIRST, SECOND)

    assert verified(same, same, "The keeper greases the hinges of the gates.")
    assert verified(same, same, "greases the")


def test_a_quotation_does_not_stand_where_other_words_are() -> None:
    """Another word, one word more or none in a rectangle: the original is not what was read."""
    read = page(FIRST, SECOND)

    assert not verified(
        read, page(line("The keeper greases the pin-", 72, 100), SECOND), "The keeper greases the hinges"
    )
    assert not verified(read, page(line("The keeper greased the hin-", 72, 100), SECOND), "greases the")
    assert not verified(read, page(FIRST, line("of", 180, 101), SECOND), "greases the")
    assert not verified(read, page(SECOND), "greases the")
