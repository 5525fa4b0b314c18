"""Runs in the environment of the peer: BentoML. Prints its address, serves until standard input closes.

The model learns here, from scikit-learn's irises; one endpoint answers with the index of a class for each row, as the
example of BentoML's own documentation does, the other with the shares of all classes.
"""

import json
import os
import shutil
import socket
import sys
import tempfile
import threading

os.environ.update(BENTOML_DO_NOT_TRACK="true", BENTOML_HOME=tempfile.mkdtemp())

import bentoml
import numpy as np
import uvicorn
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression


@bentoml.service(name="iris")
class Iris:
    """Tells irises apart."""

    def __init__(self):
        flowers = load_iris()
        self.model = LogisticRegression(max_iter=1000).fit(flowers.data, flowers.target)

    @bentoml.api
    def classify(self, input_data: np.ndarray) -> np.ndarray:
        """Return the index of a class for each row."""
        return self.model.predict(input_data)

    @bentoml.api
    def shares(self, input_data: np.ndarray) -> np.ndarray:
        """Return the share of each class for each row."""
        return self.model.predict_proba(input_data)


out, sys.stdout = sys.stdout, sys.stderr  # what the server logs shall not stand before the address
with socket.create_server(("127.0.0.1", 0)) as listener:
    server = uvicorn.Server(uvicorn.Config(Iris.to_asgi(), log_level="warning"))

    def end():
        """Wait for standard input to close."""
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=end, daemon=True).start()
    out.write(json.dumps(f"http://127.0.0.1:{listener.getsockname()[1]}") + "\n")
    out.flush()
    server.run(sockets=[listener])
shutil.rmtree(os.environ["BENTOML_HOME"])
