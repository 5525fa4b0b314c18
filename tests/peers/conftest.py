"""Real programs and libraries that are not ours, each in an environment of its own."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent))

from environments import NodeEnvironment, PeerEnvironment, served


@pytest.fixture(scope="session")
def peer_python() -> Callable[[str], Path]:
    """Return the Python of a peer's environment, by the name of its lock; the first time takes a while."""
    return lambda name: PeerEnvironment(name).ready()


@pytest.fixture(scope="session")
def httpbin(peer_python: Callable[[str], Path]) -> Iterator[str]:
    """Run httpbin, and return its address."""
    with served(peer_python("httpbin"), "httpbin_server.py") as url:
        yield url


@pytest.fixture(scope="session")
def peer_node() -> Callable[[str], Path]:
    """Return the folder of a peer's packages for Node.js, by the name of its lock; the first time takes a while."""
    return lambda name: NodeEnvironment(name).ready()
