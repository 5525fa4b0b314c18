"""What `run` does where there is no display: the same engine, in the terminal."""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dev_steps import Trouble

_REQUEST = Path("resources", "sample_collection", "image-classification", "flower-classifier.yml")
_WITHOUT_WINDOW = frozenset({"send", "sample-service", "-h", "--help", "--version"})


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Tell whether a window can be opened."""
    if not platform.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def opens_window(arguments: list[str]) -> bool:
    """Tell whether modelpost, given these arguments, loads Qt."""
    return not arguments or arguments[0] not in _WITHOUT_WINDOW


def run_without(python: Path, root: Path) -> int:
    """Start the sample service, send the sample picture, print the answer and how to get a window."""
    modelpost = [str(python), "-m", "modelpost"]
    print("There is no display here, so no window can be opened. This is what it would send, and the answer:\n")
    with subprocess.Popen(
        [*modelpost, "sample-service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as service:
        line = service.stdout.readline() if service.stdout is not None else ""
        if not line:
            raise Trouble("The sample model service did not start; it says why above.")
        code = _send(modelpost, root / _REQUEST, json.loads(line))
        service.terminate()
    print(f"\n\nTo get the window, run this on a desktop, over “ssh -X”, or under a virtual display:\n\n{_HOW}")
    return code


_HOW = """    xvfb-run python3 packaging/dev.py run

Commands need no display:

    python3 packaging/dev.py run send --help"""


def _send(modelpost: list[str], request: Path, said: Mapping[str, object]) -> int:
    """Send the sample request to the service that announced itself with `said`; the token goes by file."""
    services = said["services"]
    url = services["image_classification"] if isinstance(services, dict) else ""
    print(f"POST {url}\nimages = sunflower.png\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        token = Path(folder, "token")
        token.write_text(str(said["token"]), encoding="utf-8")
        words = ["--env", "sample", "--include", "--var", f"image_classification_url={url}", "--secret"]
        return subprocess.call([*modelpost, "send", str(request), *words, f"token=@{token}"])
