"""Drives every widget that the page can draw, by the raw protocol, also those that are not drawn for a visitor.

A hand-made client may send the state of any widget, whether or not the server has drawn it for that client; its
id is no secret, as it follows from the public sources.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.support.visitors import ANSWER_SECONDS_MOST, Visitor, visitor

VIEWS = ("", "read", "check", "saved", "map", "library", "quality", "proof", "compare")
TYPED = "# Mine\n\nA note of mine on sciatica, long enough to be an article of its own in the library.\n"
FILE = ("mine.md", TYPED.encode())
SELECTED = json.dumps({"selection": {"rows": [0], "columns": [], "cells": []}})
ROUNDS = 4
"""How often what was drawn because of earlier states is looked at again: a row is chosen, then removed, then put
back."""


@dataclass(slots=True)
class Found:
    """The widgets of one view: states that hold a value, and those that are pressed."""

    values: dict[str, WidgetState] = field(default_factory=dict)
    presses: dict[str, WidgetState] = field(default_factory=dict)
    uploads: set[str] = field(default_factory=set)

    def take(self, elements: list[Element]) -> None:
        """Add the widgets among what was drawn."""
        for element in elements:
            kind = element.WhichOneof("type")
            drawn = getattr(element, str(kind))
            name = getattr(drawn, "id", "")
            if not name:
                continue
            match kind:
                case "button":
                    self.presses[name] = WidgetState(id=name, trigger_value=True)
                case "text_input" | "text_area":
                    self.values[name] = WidgetState(
                        id=name, string_value="" if name.endswith("-search") else TYPED
                    )
                case "dataframe" | "vega_lite_chart":
                    self.values[name] = WidgetState(id=name, string_value=SELECTED)
                case "file_uploader":
                    self.uploads.add(name)
                case "checkbox":
                    self.values[name] = WidgetState(id=name, bool_value=True)
                case "selectbox" | "radio":
                    self.values[name] = WidgetState(id=name, string_value=drawn.options[0])
                case "button_group" | "bidi_component" | "download_button" | "feedback":
                    pass  # they choose what is shown, hold what the browser keeps, or vote, which all may do
                case _:
                    raise AssertionError(f"say here how a visitor changes a {kind}")


def found(url: str) -> dict[str, Found]:
    """Return the widgets of each view, with those that are drawn only after others were used, presses excepted."""
    widgets: dict[str, Found] = {}
    for view in VIEWS:
        widgets[view] = here = Found()
        with visitor(url, page=view) as visit:
            for _ in range(ROUNDS):
                here.take(visit.elements)
                visit.change(*here.values.values())
            here.take(visit.elements)
    return widgets


def drive(url: str, widgets: dict[str, Found]) -> Iterator[int]:
    """In each view send every value and file, with each press; yields the status of each upload."""
    for view, here in widgets.items():
        with visitor(url, page=view) as visit:
            files = []
            for name in here.uploads:
                status, state = upload(url, visit, name)
                yield status
                files.append(state)
            visit.change(*here.values.values(), *files)
            for press in here.presses.values():
                visit.change(*here.values.values(), *files, press)


def upload(url: str, visit: Visitor, name: str, file: tuple[str, bytes] = FILE) -> tuple[int, WidgetState]:
    """Send a file as the page does, and return the status with the state that gives it to a widget."""
    asking = BackMsg()
    asking.file_urls_request.request_id = "one"
    asking.file_urls_request.session_id = visit.session
    asking.file_urls_request.file_names.append(file[0])
    visit.connection.send(asking.SerializeToString())
    answer = ForwardMsg()
    while answer.WhichOneof("type") != "file_urls_response":
        answer.ParseFromString(visit.connection.recv(ANSWER_SECONDS_MOST, decode=False))
    (place,) = answer.file_urls_response.file_urls
    status = put(f"{url}{place.upload_url}", *file)
    state = WidgetState(id=name)
    state.file_uploader_state_value.uploaded_file_info.append(
        UploadedFileInfo(file_id=place.file_id, name=file[0], size=len(file[1]), file_urls=place)
    )
    return status, state


def put(address: str, name: str, content: bytes, *, token: str | None = None) -> int:
    """Return the status of an upload; with the XSRF token that the site gives, unless another is named."""
    site = "/".join(address.split("/")[:3])
    with urlopen(f"{site}/_stcore/health") as health:  # noqa: S310 - loopback
        cookie = health.headers.get("Set-Cookie", "").partition(";")[0]
    given = cookie.partition("=")[2] if token is None else token
    part = (
        b'--cut\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n%s\r\n--cut--\r\n"
    ) % (name.encode(), content)
    headers = {
        "Content-Type": "multipart/form-data; boundary=cut",
        "Cookie": cookie,
        "X-Xsrftoken": given,
        "Origin": site,
    }
    try:
        with urlopen(Request(address, part, headers, method="PUT")) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as refused:
        return refused.code
