// The frame's own channel to the server: what the page hands to the map comes here too, sooner than through the page.
// Offers: listen. Needs: nothing.
"use strict";

dossier.define("channel", [], () => {
  const ROUTE = "../../api/channel";
  let socket = null;
  let known = ""; // the key of its channel

  /** Hand on what comes through the channel of this key; without it the map still gets all through the page. */
  const listen = (key, hear) => {
    if (socket && key === known && socket.readyState <= WebSocket.OPEN) return;
    if (socket) socket.close(); // of a session that is over
    known = key;
    const address = new URL(`${ROUTE}?key=${encodeURIComponent(key)}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    socket = new WebSocket(address);
    socket.onmessage = ({ data }) => hear(JSON.parse(data));
  };

  return { listen };
});
