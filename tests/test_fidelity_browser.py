"""In a real browser, what is shown of an article is its very text: statements, cards, the reader, labels, tooltips.

Behaviour that is held here: Streamlit 1.67.0 replaces arrows, dashes, signs, pictures and shortcodes in the Markdown
of labels after it has read the backslashes, and DOMPurify takes an attribute away that holds ``-->`` or ``</title``.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from qa.reading.library import read
from qa.records import Article
from qa.serving.page import wording
from tests.browsing import ANSWER_MILLISECONDS_MOST, Site, free_port, wait_until_healthy
from tests.nasty import LINES
