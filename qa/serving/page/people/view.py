"""Signing in and out, by Streamlit's own ``st.login``, and what the visitor of this session may do."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from qa.serving.page.people import wording
from qa.serving.page.shared import resources
from qa.serving.people import admission


def claims() -> Mapping[str, Any]:
    """Return what the provider said of the visitor of this session; empty where nobody has signed in."""
    return st.user.to_dict()


def may_change() -> bool:
    """Tell whether the visitor of this session may change the library."""
    return admission.may_change(resources.settings().serving, claims())


def may_enter() -> bool:
    """Tell whether the visitor of this session may ask and read."""
    return admission.may_enter(resources.settings().serving, claims())


def draw_sign_in() -> None:
    """Draw the way in, in place of a view; a visitor who is not let in is told why, and may sign in otherwise."""
    st.title(wording.HEADING, anchor=False)
    if not claims().get("is_logged_in"):
        st.html(f'<p class="cw-promise">{escape(wording.LEAD)}</p>')
        st.button(wording.SIGN_IN, on_click=st.login, type="primary", key="sign in")
        return
    address = admission.address_of(claims())
    said = wording.NOT_LISTED.format(address=address) if address else wording.UNVERIFIED
    st.html(f'<p role="alert" class="cw-told">{escape(said)}</p>')
    st.button(wording.SIGN_OUT, on_click=st.logout, key="sign out")


def draw_sign_out() -> None:
    """Draw who is here, and the way out, where visitors sign in."""
    if resources.settings().serving.sign_in:
        here = wording.HERE_AS.format(address=admission.address_of(claims()))
        st.html(f'<p class="cw-foot">{escape(here)}</p>')
        st.button(wording.SIGN_OUT, on_click=st.logout, type="tertiary", key="sign out")
