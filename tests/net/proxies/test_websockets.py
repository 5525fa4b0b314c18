"""Conversations go the same ways as requests: through proxies, TLS within TLS, and to other places."""

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection
from websockets.sync.server import serve as serve_websockets

from modelpost.core.conversation import Goodbye, Passed, TextMessage
from modelpost.core.events import ConversationItems, Finished
from modelpost.core.request import Proxy
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.net.cancel import CancelToken
from modelpost.net.outbox import Outbox

LARGE = "x" * 1_000_000


@pytest.fixture
def echo() -> Iterator[Callable[[ssl.SSLContext | None], int]]:
    """Run a server that says back what it is told; returns its port."""
    running: list[tuple[Server, threading.Thread]] = []

    def start(context: ssl.SSLContext | None) -> int:
        def answer(peer: ServerConnection) -> None:
            with contextlib.suppress(ConnectionClosed):
                for message in peer:
                    peer.send(message)

        server = serve_websockets(answer, "127.0.0.1", 0, ssl=context)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return int(server.socket.getsockname()[1])

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join(10)


def said_back(laboratory: Any, url: str, options: SendOptions) -> tuple[int, Any]:
    """Say something large, and goodbye once it comes back; return how much came, and the last event."""
    outbox, size, event = Outbox(), 0, None
    outbox.put(TextMessage(LARGE))
    for event in laboratory.engine.exchange(ResolvedRequest("GET", url), options, CancelToken(), outbox):
        for item in event.items if isinstance(event, ConversationItems) else ():
            if item.kind is Passed.TEXT and not item.is_sent:
                size += item.size
                outbox.put(Goodbye())
    return size, event


def test_an_open_conversation_has_a_tunnel_since_proxies_do_not_pass_it_on(
    echo: Any, serve: Any, tunnel: Any, laboratory: Any
) -> None:
    proxy = serve(tunnel)
    options = SendOptions(proxy=Proxy("manual", proxy.url, proxy.url))
    port = echo(None)

    size, ended = said_back(laboratory, f"ws://127.0.0.1:{port}/talk", options)

    assert isinstance(ended, Finished)
    assert size == len(LARGE)
    assert proxy.received[0].line == f"CONNECT 127.0.0.1:{port} HTTP/1.1"


@pytest.mark.parametrize("kind", ["http", "socks5", "socks5h", "nested"])
def test_a_conversation_passes_a_proxy(
    echo: Any,
    serve: Any,
    tunnel: Any,
    make_socks: Any,
    laboratory: Any,
    trusted_context: Any,
    authority_file: str,
    kind: str,
) -> None:
    port = echo(trusted_context)
    proxy = serve(make_socks() if kind.startswith("socks") else tunnel, trusted_context if kind == "nested" else None)
    address = f"https://localhost:{proxy.port}" if kind == "nested" else f"{kind}://127.0.0.1:{proxy.port}"
    options = SendOptions(proxy=Proxy("manual", address, address), ca_files=(authority_file,))

    size, ended = said_back(laboratory, f"wss://localhost:{port}/talk", options)

    assert isinstance(ended, Finished)
    assert size == len(LARGE)
    assert proxy.connections == 1


def test_a_conversation_can_be_held_with_another_place(echo: Any, laboratory: Any) -> None:
    options = SendOptions(connect_to=f"127.0.0.1:{echo(None)}")

    size, ended = said_back(laboratory, "ws://service.invalid/talk", options)

    assert isinstance(ended, Finished)
    assert size == len(LARGE)
