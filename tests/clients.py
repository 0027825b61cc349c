"""Clients that do not behave: they ask for a file over a bare socket and take little or nothing of it."""

import socket

_LEAST_BUFFER = 4096  # bytes that the operating system takes for a client that does not read


def asking(port: int, path: str, method: str = "GET", accept: str = "*/*") -> socket.socket:
    """A client that has asked for a path and reads nothing unless the caller does; the caller closes it."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _LEAST_BUFFER)
    client.settimeout(60)
    client.connect(("127.0.0.1", port))
    client.sendall(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept}\r\n\r\n".encode())
    return client


def everything(client: socket.socket) -> bytes:
    """What a client gets from now on until the connection ends, in whatever way."""
    got = bytearray()
    try:
        while part := client.recv(2**16):
            got += part
    except ConnectionResetError:
        pass
    return bytes(got)
