"""Runs in the environment of the peer: httpbin. Prints its address as JSON, serves until standard input closes."""

import json
import sys
import threading

from httpbin import app
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_request(self, code="-", size="-"):
        pass


server = make_server("127.0.0.1", 0, app, request_handler=Quiet)
threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
print(json.dumps(f"http://127.0.0.1:{server.server_port}"), flush=True)
server.serve_forever(poll_interval=0.05)
