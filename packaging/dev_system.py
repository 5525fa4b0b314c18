"""What the operating system lacks for the window and for the tests, and how it comes in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
_FOR_TESTS = {"Xvfb": "xvfb", "gnome-keyring-daemon": "gnome-keyring", "dbus-run-session": "dbus", "curl": "curl"}


def missing_for_window(python: Path) -> set[str]:
    """Return the Debian packages whose libraries Qt would not find here; empty on macOS and Windows."""
    if not sys.platform.startswith("linux"):
        return set()
    where = subprocess.run(
        [str(python), "-c", "import PySide6; print(PySide6.__path__[0])"], capture_output=True, text=True, check=False
    ).stdout.strip()
    if not where or shutil.which("ldd") is None:
        return set()
    qt = Path(where) / "Qt"
    wanted = [qt / "plugins" / "platforms" / "libqxcb.so", *(qt / "lib").glob("libQt6[GWSX]*.so.6")]
    found = subprocess.run(["ldd", *map(str, wanted)], capture_output=True, text=True, check=False).stdout
    names = {line.split()[0] for line in found.splitlines() if "not found" in line}
    missing = {_PACKAGES[name] for name in names if name in _PACKAGES}
    unknown = sorted(name for name in names if name not in _PACKAGES and not name.startswith("libQt6"))
    if unknown:
        print(f"Qt also needs {', '.join(unknown)}; no package is known for it.", file=sys.stderr)
    if shutil.which("fc-list") and not subprocess.run(["fc-list"], capture_output=True, check=False).stdout.strip():
        missing.add("fonts-dejavu-core")
    return missing


def missing_for_tests() -> set[str]:
    """Return the Debian packages of programs that only the tests call."""
    if not sys.platform.startswith("linux"):
        return set()
    return {package for program, package in _FOR_TESTS.items() if shutil.which(program) is None}


def install(packages: set[str]) -> bool:
    """Install packages as root, ask on a terminal, or say the command; tell whether they are there now."""
    words = ["apt-get", "install", "-y", "--no-install-recommends", *sorted(packages)]
    print(f"This system lacks {', '.join(sorted(packages))}.", file=sys.stderr)
    if shutil.which("apt-get") is None:
        print("Install them with the package manager of this system, then try again.", file=sys.stderr)
        return False
    if os.geteuid() == 0:
        print("▸ Installing them with apt-get", file=sys.stderr, flush=True)
        return _installed(words)
    if sys.stdin.isatty() and shutil.which("sudo"):
        answer = input(f"Run “sudo {' '.join(words)}” now? [y/N] ")
        if answer.strip().lower() in {"y", "yes"}:
            return _installed(["sudo", *words])
    print(f"Install them with: sudo {' '.join(words)}", file=sys.stderr)
    return False


def _installed(words: list[str]) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for attempt in (words, [*words[: words.index("install")], "update"], words):
        done = subprocess.run(attempt, env=quiet, capture_output=True, text=True, check=False)
        if attempt is words and not done.returncode:
            return True
    print("\n".join((done.stdout + done.stderr).strip().splitlines()[-8:]), file=sys.stderr)
    return False
