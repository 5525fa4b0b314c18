"""What `run` does where there is no display: the same engine, in the terminal."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def has_display() -> bool:
    """Tell whether a window can be opened."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))


def run_without(python: Path, root: Path) -> int:
    """Start the sample service, send the sample picture, print the answer and how to get a window."""
    print("There is no display here, so no window can be opened. This is what it would send and show:\n", flush=True)
    service = subprocess.Popen(
        [str(python), "-m", "modelpost", "sample-service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        first = service.stdout.readline() if service.stdout is not None else ""
        if not first:
            print("The sample model service did not start; its message is above.", file=sys.stderr)
            return 1
        said = json.loads(first)
        request = root / "resources" / "sample_collection" / "image-classification" / "flower-classifier.yml"
        code = _send(python, request, said)
    finally:
        if service.stdin is not None:
            service.stdin.close()
        service.wait(10)
    print("\nTo get the window: run this on a desktop, over “ssh -X”, or under a virtual display:")
    print("    xvfb-run python3 packaging/dev.py run")
    print("Commands work without a display: python3 packaging/dev.py run send --help")
    return code


def _send(python: Path, request: Path, said: dict[str, object]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        token = Path(folder) / "token"
        token.touch(mode=0o600)
        token.write_text(str(said["token"]), encoding="utf-8")
        services = said["services"]
        url = services["image_classification"] if isinstance(services, dict) else ""
        print(f"POST {url}\n", flush=True)
        return subprocess.call(
            [
                *(str(python), "-m", "modelpost", "send", str(request), "--env", "sample", "--include"),
                *("--var", f"image_classification_url={url}", "--secret", f"token=@{token}"),
            ]
        )
