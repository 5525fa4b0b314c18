"""Addresses for trying things out, without any credentials.

/helpers/echo            what was received, as JSON; over a WebSocket every message comes back
/helpers/status/CODE     an answer with that status
/helpers/slow?seconds=S  an answer after a while
/helpers/stalled         no answer at all; ?after=headers sends the head first, ?trickle=S a byte every S seconds
/helpers/large?megabytes=N  JSON of about that size
/helpers/redirect?to=URL&status=302&times=N
/helpers/ndjson?count=N&interval=S
"""

import hashlib
import json
import threading
from collections.abc import Iterator

from modelpost.sample_service.form import parts_of
from modelpost.sample_service.wire import Reply, Request, json_reply

_LONGEST = 600.0
_RECORD = b'{"id": %d, "label": "record", "score": 0.8412, "box": [12.5, 40.0, 118.25], "note": "of a large answer"}'


class Helpers:
    """Answers the helper addresses; `closing` ends every wait when the service ends."""

    def __init__(self, closing: threading.Event) -> None:
        self._closing = closing

    def answer(self, request: Request) -> Reply | None:
        """Return the answer, None for an address that is not known."""
        name, _, rest = request.path.removeprefix("/helpers/").partition("/")
        match name:
            case "echo":
                return json_reply(200, _echo(request))
            case "status" if rest.isdigit() and 200 <= int(rest) <= 599:
                return json_reply(int(rest), {"status": int(rest)})
            case "slow":
                self._closing.wait(min(request.number("seconds", 3), _LONGEST))
                return json_reply(200, {"waited": request.number("seconds", 3)})
            case "stalled":
                return self._stalled(request)
            case "large":
                return _large(max(1, int(request.number("megabytes", 1))))
            case "redirect":
                return _redirect(request)
            case "ndjson":
                return Reply(200, (("Content-Type", "application/x-ndjson"),), pieces=self._lines(request))
        return None

    def _stalled(self, request: Request) -> Reply:
        trickle = request.number("trickle", 0)
        if trickle or "headers" in request.query.get("after", []):
            return Reply(200, (("Content-Type", "text/plain"),), pieces=self._drops(trickle), length=10_000)
        self._closing.wait(_LONGEST)
        return json_reply(200, {})

    def _drops(self, trickle: float) -> Iterator[bytes]:
        while not self._closing.wait(trickle or _LONGEST):
            yield b"."

    def _lines(self, request: Request) -> Iterator[bytes]:
        for number in range(int(request.number("count", 10))):
            if number and self._closing.wait(request.number("interval", 0)):
                return
            yield json.dumps({"index": number, "response": f"line {number}", "done": False}).encode() + b"\n"


def _echo(request: Request) -> dict[str, object]:
    body = request.body or b""
    parts = parts_of(request.header("Content-Type"), body)
    return {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": [list(pair) for pair in request.headers],
        "body_size": request.size or len(body),
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "parts": [
            {"name": p.name, "file_name": p.file_name, "content_type": p.content_type, "size": len(p.content)}
            for p in parts or ()
        ],
    }


def _large(megabytes: int) -> Reply:
    one = _RECORD % 1_000_000
    count = megabytes * 1_000_000 // (len(one) + 2)

    def pieces() -> Iterator[bytes]:
        yield b"["
        for start in range(0, count, 5_000):
            block = b",\n".join(_RECORD % (1_000_000 + number) for number in range(start, min(count, start + 5_000)))
            yield block if not start else b",\n" + block
        yield b"]"

    size = 2 + count * len(one) + (count - 1) * 2
    return Reply(200, (("Content-Type", "application/json"),), pieces=pieces(), length=size)


def _redirect(request: Request) -> Reply:
    times = int(request.number("times", 1))
    status = int(request.number("status", 302))
    target = request.query.get("to", ["/helpers/echo"])[0]
    if times > 1:
        target = f"/helpers/redirect?times={times - 1}&status={status}&to={target}"
    return Reply(status if status in {301, 302, 303, 307, 308} else 302, (("Location", target),))
