"""A reader without a browser: speaks to a Streamlit server as its page does and changes a date."""

import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

LONGEST_RUN_S = 120


@dataclass
class Reader:
    """One session. `widgets` are the widgets seen so far that hold a date, id by label."""

    url: str
    widgets: dict[str, str] = field(default_factory=dict)
    received_bytes: int = 0
    _socket: ClientConnection | None = None

    def open(self) -> "Reader":
        """Connect and let the page run once."""
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        # The version of the protocol's first entry; a reader without a login has no tokens to add.
        self._socket = connect(address, subprotocols=["streamlit"], origin=self.url, max_size=None, compression=None)
        self._run({})
        return self

    def close(self) -> None:
        """Leave."""
        if self._socket:
            self._socket.close()

    def ask_from(self, label: str, day: date) -> float:
        """Choose a date in the field of this label; seconds until the page has run to its end."""
        return self._run({self.widgets[label]: f"{day:%Y/%m/%d}"})

    def _run(self, dates: dict[str, str]) -> float:
        assert self._socket is not None
        message = BackMsg()
        message.rerun_script.query_string = ""
        for widget_id, day in dates.items():
            state = message.rerun_script.widget_states.widgets.add(id=widget_id)
            state.string_array_value.data.append(day)
        start = time.perf_counter()
        self._socket.send(message.SerializeToString())
        while True:
            answer = self._receive()
            if answer.WhichOneof("type") == "delta":
                self._note(answer.delta)
            elif answer.WhichOneof("type") == "script_finished" and answer.script_finished in _ENDS:
                return time.perf_counter() - start

    def _receive(self) -> ForwardMsg:
        assert self._socket is not None
        data = self._socket.recv(timeout=LONGEST_RUN_S)
        self.received_bytes += len(data)
        answer = ForwardMsg()
        answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
        return answer

    def _note(self, delta: Any) -> None:
        element = delta.new_element
        if element.WhichOneof("type") == "date_input":
            self.widgets[element.date_input.label] = element.date_input.id
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(element.exception.message)


_ENDS = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR}
