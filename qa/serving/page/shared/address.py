"""The address in the browser: the truth about what is shown, which back, forward and links change too."""

from collections.abc import Sequence

import streamlit as st


def go(**changes: str | Sequence[str]) -> None:
    """Change keys of the address in one step that back undoes; what is empty is taken out."""
    address: dict[str, str | Sequence[str]] = {key: st.query_params.get_all(key) for key in st.query_params}
    address |= changes
    # one call, as each is a step in the browser's history
    st.query_params.from_dict({key: value for key, value in address.items() if value})


def follow(key: str, value: object) -> None:
    """Give the widget of a key the value that the address has for it; what is being typed stays otherwise."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
