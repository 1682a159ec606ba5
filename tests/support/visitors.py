"""Visitors of the page without a browser: each speaks the protocol that Streamlit's own page speaks.

Twenty browsers need more than the machine that serves them; what the server does for either is the same.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.AutoRerun_pb2 import AutoRerun
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

ANSWER_SECONDS_MOST = 60.0
MESSAGE_BYTES_MOST = 64 * 2**20


@dataclass(slots=True)
class Visitor:
    """One session: its address, and the elements that the last run of the page drew, in order."""

    connection: ClientConnection
    page_name: str
    query: str = ""
    elements: list[Element] = field(default_factory=list)
    looks: dict[str, AutoRerun] = field(default_factory=dict)
    session: str = ""
    led_to: str = ""
    """Where the last run sent the browser, to sign in or out."""

    def open(self) -> None:
        """Draw the page of the address."""
        self._run(ClientState())

    def type_into(self, label: str, text: str) -> None:
        """Type into a field and press Enter."""
        widget = next(element.text_input for element in self.elements if element.text_input.label == label)
        self._run(_with(WidgetState(id=widget.id, string_value=text)))

    def press(self, label: str) -> None:
        """Press a button."""
        widget = next(element.button for element in self.elements if element.button.label == label)
        self._run(_with(WidgetState(id=widget.id, trigger_value=True)))

    def change(self, *widgets: WidgetState) -> None:
        """Send any states of widgets, as a hand-made client can, whether or not the page has drawn them."""
        state = ClientState()
        state.widget_states.widgets.extend(widgets)
        self._run(state)

    def look(self) -> None:
        """Let every fragment of the page that runs by itself run once."""
        for fragment in list(self.looks):
            self._run(ClientState(fragment_id=fragment, is_auto_rerun=True))

    @property
    def html(self) -> list[str]:
        """Return each piece of HTML that was drawn."""
        return [element.html.body for element in self.elements if element.WhichOneof("type") == "html"]

    def _run(self, state: ClientState) -> None:
        """Ask for a run of the page, or of one fragment, and read what it draws until it has ended."""
        state.query_string, state.page_name = self.query, self.page_name
        self.led_to = ""
        self.connection.send(BackMsg(rerun_script=state).SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(self.connection.recv(ANSWER_SECONDS_MOST, decode=False))
            match message.WhichOneof("type"):
                case "new_session" if not message.metadata.run.fragment_ids:
                    self.elements, self.looks = [], {}
                    self.session = message.new_session.initialize.session_id
                case "delta" if message.delta.WhichOneof("type") == "new_element":
                    self.elements.append(message.delta.new_element)
                case "auto_rerun":
                    self.looks[message.auto_rerun.fragment_id] = message.auto_rerun
                case "auth_redirect":
                    self.led_to = message.auth_redirect.url
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "script_finished" if message.script_finished in ENDS:
                    return


ENDS = (
    ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY,
    ForwardMsg.ScriptFinishedStatus.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)
"""A run that another one cuts short ends otherwise, and is followed by that one."""


def _with(widget: WidgetState) -> ClientState:
    state = ClientState()
    state.widget_states.widgets.append(widget)
    return state


@contextmanager
def visitor(
    url: str, *, page: str = "", cookies: Mapping[str, str] | None = None, token: str | None = None
) -> Iterator[Visitor]:
    """Open a page of the site at ``url`` as somebody new, or as who has these cookies, like a browser.

    Like its page they send the XSRF token of their cookie, unless another is named.
    """
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    if cookies:
        token = token or cookies["_streamlit_xsrf"]
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Origin": url}
        more: dict[str, Any] = {"additional_headers": sent, "subprotocols": ["streamlit", token]}
    else:
        more = {}
    with connect(address, max_size=MESSAGE_BYTES_MOST, max_queue=None, ping_interval=None, **more) as connection:
        visit = Visitor(connection, page_name=page)
        visit.open()
        yield visit
