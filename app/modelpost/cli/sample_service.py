"""`modelpost sample-service`: the sample model service in a process of its own."""

import argparse
import json
import os
import signal
import stat
import sys
import threading

from modelpost.cli.ending import Parser
from modelpost.sample_service.service import SampleService
from modelpost.sample_service.wire import Server

_INTERRUPTED = 130


def main(argv: list[str]) -> int:
    """Run the service until it is told to end, or until its parent's pipe closes."""
    options = _parser().parse_args(argv)
    service = SampleService(options.token_lifetime, options.seed)
    try:
        server = _listening(service, options.host, options.port)
    except OSError as error:
        reason = f"The sample service cannot listen on {options.host}. The system says: {error.strerror}."
        print(reason, file=sys.stderr)
        return 2
    host, port = str(server.server_address[0]), int(server.server_address[1])
    shown = f"[{host}]" if ":" in host else host
    print(json.dumps(service.announcement(f"http://{shown}:{port}")), flush=True)
    ended = _Ending(server)
    server.serve_forever(poll_interval=0.1)
    service.close()
    server.server_close()
    return ended.code


class _Ending:
    """Ends the server on a signal or when standard input, if it is a pipe, closes."""

    def __init__(self, server: Server) -> None:
        self.code = 0
        self._server = server
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        if _is_pipe():
            threading.Thread(target=self._watch, name="parent", daemon=True).start()

    def _on_signal(self, number: int, frame: object) -> None:
        del frame
        self.code = _INTERRUPTED if number == signal.SIGINT else 0
        threading.Thread(target=self._server.shutdown, daemon=True).start()

    def _watch(self) -> None:
        while os.read(0, 4096):
            pass
        self._server.shutdown()


def _is_pipe() -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(0).st_mode) or stat.S_ISSOCK(os.fstat(0).st_mode)
    except OSError:
        return False


def _listening(service: SampleService, host: str, port: int) -> Server:
    """Listen on the port, or on any free one where it is taken."""
    try:
        return service.server(host, port)
    except OSError:
        return service.server(host, 0)


def _parser() -> Parser:
    parser = Parser(prog="modelpost sample-service", description="Run the sample model service on this computer.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8765, help="port, or any free one where it is taken (8765)")
    parser.add_argument(
        "--token-lifetime", type=float, default=86_400, metavar="S", help="seconds until a token expires (86400)"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="make up the same credentials at each start")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError("ports go from 0 to 65535")
    return port
