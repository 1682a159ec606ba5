"""The button that fills an empty library with the sample articles, and builds their index."""

import streamlit as st

from qa.errors import CitewellError
from qa.reading.samples.copying import add_sample, sample_files
from qa.serving.pace import Work
from qa.serving.page.library import wording
from qa.serving.page.library.rebuilding import start_build
from qa.serving.page.shared import resources
from qa.serving.page.shared.alerting import alert


def draw_sample(library_page: st.Page | None = None) -> None:
    """Draw the button; once it is pressed, go to ``library_page``, or draw this view again, and show the build."""
    count = len(sample_files())
    if not (count and st.button(wording.SAMPLE.format(count=count), icon=":material/school:", key="sample")):
        return
    try:
        add_sample(resources.settings().corpus)
    except CitewellError as error:
        st.html(alert(error))
        return
    start_build(Work(files=count, changed=count, is_first=True))
    if library_page:
        st.switch_page(library_page)
    st.rerun()
