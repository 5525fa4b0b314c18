"""Runs in the environment of the peer: MLServer. Prints its address as JSON, serves until standard input closes.

The model learns here, from scikit-learn's irises, and answers with the index of a class.
"""

import asyncio
import json
import socket
import sys
import tempfile
import threading
from pathlib import Path

import joblib
from mlserver import MLServer, ModelSettings, Settings
from mlserver.settings import ModelParameters
from mlserver_sklearn import SKLearnModel
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression


def free_ports(count):
    """Return ports that nobody listened at a moment ago."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


async def serve(folder):
    """Serve the model, and tell its address once it is loaded."""
    http, grpc, metrics = free_ports(3)
    flowers = load_iris()
    joblib.dump(LogisticRegression(max_iter=1000).fit(flowers.data, flowers.target), folder / "model.joblib")
    server = MLServer(
        Settings(host="127.0.0.1", http_port=http, grpc_port=grpc, metrics_port=metrics, parallel_workers=0)
    )
    parameters = ModelParameters(uri=str(folder / "model.joblib"), version="1")
    model = ModelSettings(name="iris", implementation=SKLearnModel, parameters=parameters)
    running = asyncio.create_task(server.start([model]))
    while not running.done() and not await is_ready(http):  # nothing tells when the model is loaded
        await asyncio.wait([running], timeout=0.05)
    if not running.done():
        tell(f"http://127.0.0.1:{http}")
        await asyncio.to_thread(closed.wait)
        await server.stop()
    await running


async def is_ready(port):
    """Ask whether the model is loaded."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.write(b"GET /v2/models/iris/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    status = await reader.readline()
    writer.close()
    return b" 200 " in status


def tell(address):
    """Print the address where only the test reads."""
    out.write(json.dumps(address) + "\n")
    out.flush()


out, sys.stdout = sys.stdout, sys.stderr  # what the server logs shall not stand before the address
closed = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), closed.set()), daemon=True).start()
with tempfile.TemporaryDirectory() as made:
    asyncio.run(serve(Path(made)))
