"""A reader without a browser: speaks to a Streamlit server as its page does and changes a date."""

import time
from dataclasses import dataclass, field
from datetime import date

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

LONGEST_RUN_S = 120
_ENDS = {
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
}


@dataclass(frozen=True, slots=True)
class Widget:
    """A widget's id, and that of the fragment which alone runs when it changes; empty where the whole page does."""

    id: str
    fragment: str


@dataclass
class Reader:
    """One session at an address with this query. `widgets` are those seen so far that hold a date, by label."""

    url: str
    query: str = ""
    widgets: dict[str, Widget] = field(default_factory=dict)
    received_bytes: int = 0
    _socket: ClientConnection | None = None

    def open(self) -> "Reader":
        """Connect and let the page run once."""
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        # The version of the protocol's first entry; a reader without a login has no tokens to add.
        self._socket = connect(address, subprotocols=["streamlit"], origin=self.url, max_size=None, compression=None)
        self._run(self._question())
        return self

    def close(self) -> None:
        """Leave."""
        if self._socket:
            self._socket.close()

    def ask_from(self, label: str, day: date) -> float:
        """Choose a date in the field of this label; seconds until the page has run to its end."""
        widget = self.widgets[label]
        question = self._question()
        question.rerun_script.fragment_id = widget.fragment
        state = question.rerun_script.widget_states.widgets.add(id=widget.id)
        state.string_array_value.data.append(f"{day:%Y/%m/%d}")
        return self._run(question)

    def _question(self) -> BackMsg:
        question = BackMsg()
        question.rerun_script.query_string = self.query
        return question

    def _run(self, question: BackMsg) -> float:
        assert self._socket is not None
        start = time.perf_counter()
        self._socket.send(question.SerializeToString())
        while True:
            answer = self._receive()
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._note(answer.delta)
            elif kind == "page_info_changed":
                self.query = answer.page_info_changed.query_string
            elif kind == "script_finished" and answer.script_finished in _ENDS:
                return time.perf_counter() - start

    def _receive(self) -> ForwardMsg:
        assert self._socket is not None
        data = self._socket.recv(timeout=LONGEST_RUN_S)
        self.received_bytes += len(data)
        answer = ForwardMsg()
        answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
        return answer

    def _note(self, delta: Delta) -> None:
        element = delta.new_element
        if element.WhichOneof("type") == "date_input":
            self.widgets[element.date_input.label] = Widget(element.date_input.id, delta.fragment_id)
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(element.exception.message)
