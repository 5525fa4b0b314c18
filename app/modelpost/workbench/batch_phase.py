"""The phases of a batch, from the choice of its inputs to its end."""

from enum import Enum


class Phase(Enum):
    """Where the batch stands."""

    EMPTY = "empty"
    READING = "reading"
    READY = "ready"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
