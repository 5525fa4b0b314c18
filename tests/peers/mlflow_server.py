"""Runs in the environment of the peer: MLflow's scoring server. Prints its address, serves until standard input closes.

The model learns here, from scikit-learn's irises, and answers with the names of the classes.
"""

import json
import os
import socket
import sys
import tempfile
import threading
from pathlib import Path

os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true")

import mlflow.sklearn
import uvicorn
from mlflow.pyfunc import load_model, scoring_server
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression


def learned(folder):
    """Return a model that was saved and loaded as MLflow does."""
    flowers = load_iris(as_frame=True)
    names = flowers.target.map(dict(enumerate(flowers.target_names)))
    model = LogisticRegression(max_iter=1000).fit(flowers.data, names)
    mlflow.sklearn.save_model(model, folder, serialization_format="cloudpickle", pip_requirements=["scikit-learn"])
    return load_model(str(folder))


out, sys.stdout = sys.stdout, sys.stderr  # what the server logs shall not stand before the address
with tempfile.TemporaryDirectory() as made, socket.create_server(("127.0.0.1", 0)) as listener:
    app = scoring_server.init(learned(Path(made) / "model"))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))

    def end():
        """Wait for standard input to close."""
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=end, daemon=True).start()
    out.write(json.dumps(f"http://127.0.0.1:{listener.getsockname()[1]}") + "\n")
    out.flush()
    server.run(sockets=[listener])
