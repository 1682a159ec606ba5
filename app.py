"""The Streamlit entry: wires the views, and nothing else. Run it with ``citewell serve`` or ``make app``."""

from qa.serving.page.frame import draw_page

draw_page()
