"""Raw servers for benchmarks, each a child process: `servers.py NAME` runs the function NAME and prints its port."""

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

_SMALL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n" + b'{"label": "a", "score": 10}'
)


def small(client: socket.socket) -> None:
    waiting = b""
    while data := client.recv(65536):
        waiting += data
        while b"\r\n\r\n" in waiting:
            head, _, waiting = waiting.partition(b"\r\n\r\n")
            size = next(
                (
                    int(line.split(b":")[1])
                    for line in head.lower().split(b"\r\n")
                    if line.startswith(b"content-length")
                ),
                0,
            )
            while len(waiting) < size:
                waiting += client.recv(65536)
            waiting = waiting[size:]
            client.sendall(_SMALL)


def sink(client: socket.socket) -> None:
    buffer = bytearray(1 << 20)
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = client.recv(65536)
        if not chunk:
            return
        head += chunk
    top, _, rest = head.partition(b"\r\n\r\n")
    left = next(int(line.split(b":")[1]) for line in top.lower().split(b"\r\n") if line.startswith(b"content-length"))
    if b"100-continue" in top.lower():
        client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    left -= len(rest)
    while left > 0:
        left -= client.recv_into(buffer)
    client.sendall(_SMALL)


def large(client: socket.socket) -> None:
    line = b'{"id": 1234567, "label": "record", "score": 0.8412, "box": [12.5, 40.0, 118.25]},\n'
    block = line * (1_000_000 // len(line))
    client.recv(65536)
    client.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (len(block) * 100)
    )
    for _ in range(100):
        client.sendall(block)


def records(client: socket.socket) -> None:
    """Answer with 100 MB of compact JSON."""
    _send(client, b"application/json", RECORDS, 100)


def line(client: socket.socket) -> None:
    """Answer with 100 MB on one line."""
    _send(client, b"text/plain", RECORDS, 100)


def giant(client: socket.socket) -> None:
    """Answer with 1 GB of JSON."""
    _send(client, b"application/json", RECORDS, 1000)


_RECORD = b'{"id":1234567,"label":"sunflower","score":0.8412,"box":[12.5,40.0,118.25],"ok":true,"tags":["a","b"]}'
RECORDS = b",".join([_RECORD] * (1_000_000 // (len(_RECORD) + 1)))
"""A megabyte of records, without the brackets around them."""

RARE = b'"rare needle"'


def _send(client: socket.socket, kind: bytes, block: bytes, times: int) -> None:
    size = 2 + times * (len(block) + 1) + len(RARE)
    client.recv(65536)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (kind, size)
    client.sendall(head + b"[")
    for _ in range(times):
        client.sendall(block + b",")
    client.sendall(RARE + b"]")


def huge(client: socket.socket) -> None:
    client.recv(65536)
    block = bytes(range(256)) * (1 << 12)
    client.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n" % (len(block) * 1024)
    )
    for _ in range(1024):
        client.sendall(block)


STREAMED = 500_000
"""Events of the stream `events`."""

TICKS = 8_000
"""Events of the stream `ticks`, a thousand a second."""

WORDS, WORDS_PER_SECOND = 1_600, 200
"""Words of the stream `talk`, and how fast they come."""

_STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
_DELTA = (
    b'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m",'
    b'"choices":[{"index":0,"delta":{"content":"9.8 "},"finish_reason":null}]}\n\n'
)


def events(client: socket.socket) -> None:
    client.recv(65536)
    client.sendall(_STREAM)
    block = _DELTA * 1000
    for _ in range(STREAMED // 1000):
        client.sendall(block)


def talk(client: socket.socket) -> None:
    """Say the time of sending, two hundred times a second, as a chat model says words."""
    client.recv(65536)
    client.sendall(_STREAM)
    began = time.monotonic()
    for number in range(WORDS):
        ahead = began + number / WORDS_PER_SECOND - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        end = b"\\n\\n" if number % 60 == 59 else b" "
        client.sendall(_DELTA.replace(b"9.8 ", b"%.4f%s" % (time.monotonic(), end)))
    client.sendall(b"data: [DONE]\n\n")


def ticks(client: socket.socket) -> None:
    """Send the time of sending, a thousand times a second."""
    client.recv(65536)
    client.sendall(_STREAM)
    began = time.monotonic()
    for number in range(TICKS):
        time.sleep(max(0.0, began + number / 1000 - time.monotonic()))
        client.sendall(b"data: %.6f\n\n" % time.monotonic())


def serve(kind: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    while True:
        client, _ = listening.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_guarded, args=(globals()[kind], client), daemon=True).start()


def _guarded(answer: object, client: socket.socket) -> None:
    with contextlib.suppress(OSError), client:
        answer(client)  # type: ignore[operator]  # one of the functions above


@contextlib.contextmanager
def running(kind: str) -> Iterator[str]:
    """Yield the base URL of a server that ends with the block."""
    process = subprocess.Popen([sys.executable, __file__, kind], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    serve(sys.argv[1])
