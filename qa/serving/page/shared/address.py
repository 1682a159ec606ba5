"""The address in the browser: the single source of what is shown, which back, forward and links change too."""

from collections.abc import Sequence

import streamlit as st


def here() -> dict[str, list[str]]:
    """Return every key of the address with its values."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def go(**changes: str | Sequence[str]) -> None:
    """Change keys of the address in one history step; keys with empty values are removed."""
    address = {**here(), **changes}
    # one call, as each call is a step in the browser's history
    st.query_params.from_dict({key: value for key, value in address.items() if value})


def follow(key: str, value: object) -> None:
    """Set a widget to its value in the address; a no-op if it has that value, so that typing is kept."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
