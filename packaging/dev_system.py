"""What the operating system lacks for the window, the tests and the benchmarks, and how it comes in."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from dev_steps import Trouble, perform, say

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
    "libstdc++.so.6": "libstdc++6",
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
    "libz.so.1": "zlib1g",
}
_FOR_TESTS = {"Xvfb": "xvfb", "gnome-keyring-daemon": "gnome-keyring", "dbus-run-session": "dbus", "curl": "curl"}
_FILES_FOR_TESTS = {
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "/usr/lib/python3/dist-packages/pyatspi/__init__.py": "python3-pyatspi",
}
"""No programs of the search path: the bus of screen readers, and what reads there in the system's own Python."""

_FOR_BENCHMARKS = {"Xvfb": "xvfb", "curl": "curl"}
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".pfb")
_FONTS = "fonts-dejavu-core"


def missing_for_window(pyside: Path) -> frozenset[str]:
    """Return the Debian packages that Qt would miss here; none on macOS and Windows, where it brings everything."""
    if not sys.platform.startswith("linux"):
        return frozenset()
    fonts = () if has_fonts(_FONT_FOLDERS) else (_FONTS,)
    return frozenset((*_packages_for(_missing_libraries(pyside / "Qt")), *fonts))


def missing_for_tests() -> frozenset[str]:
    """Return the Debian packages of programs that the tests call, and of files that these need."""
    return _missing_programs(_FOR_TESTS) | _missing_files(_FILES_FOR_TESTS)


def missing_for_benchmarks() -> frozenset[str]:
    """Return the Debian packages of programs that the benchmarks call."""
    return _missing_programs(_FOR_BENCHMARKS)


def unresolved(listing: str) -> frozenset[str]:
    """Return the libraries that `ldd` did not find, from what it printed."""
    return frozenset(line.split()[0] for line in listing.splitlines() if line.endswith("=> not found"))


def has_fonts(folders: Iterable[str]) -> bool:
    """Tell whether any font is installed; without one Qt draws boxes."""
    files = (file for folder in folders for file in Path(folder).expanduser().rglob("*"))
    return any(file.suffix.lower() in _FONT_SUFFIXES for file in files)


def install(packages: frozenset[str], *, is_root: bool) -> None:
    """Install packages as root, ask on a terminal, or say the command."""
    names = sorted(packages)
    say(f"This system lacks {', '.join(names)}.")
    if shutil.which("apt-get") is None:
        say("Install them, or what this system calls them, with its package manager.")
        return
    command = f"sudo apt-get install -y --no-install-recommends {' '.join(names)}"
    if is_root:
        _install_with_apt([], names)
    elif sys.stdin.isatty() and shutil.which("sudo") and _agrees(command):
        _install_with_apt(["sudo"], names)
    else:
        say(f"Install them with: {command}")


def _missing_libraries(qt: Path) -> frozenset[str]:
    """Ask the dynamic linker about what the window loads: Qt's modules and the plugin for the display."""
    displays = ["libqxcb.so", *(["libqwayland.so"] if os.environ.get("WAYLAND_DISPLAY") else [])]
    loaded = [qt / "lib" / f"libQt6{module}.so.6" for module in ("Widgets", "Svg", "DBus")]
    loaded += [qt / "plugins" / "platforms" / name for name in displays]
    if shutil.which("ldd") is None:
        return frozenset()
    done = subprocess.run(["ldd", *map(str, loaded)], capture_output=True, text=True, check=False)
    return unresolved(done.stdout)


def _packages_for(libraries: frozenset[str]) -> set[str]:
    unknown = sorted(name for name in libraries if name not in _PACKAGES)
    if unknown:
        say(f"Qt also needs {', '.join(unknown)}, for which no package is known here.")
    return {_PACKAGES[name] for name in libraries if name in _PACKAGES}


def _missing_programs(programs: dict[str, str]) -> frozenset[str]:
    if not sys.platform.startswith("linux"):
        return frozenset()
    return frozenset(package for program, package in programs.items() if shutil.which(program) is None)


def _missing_files(files: dict[str, str]) -> frozenset[str]:
    if not sys.platform.startswith("linux"):
        return frozenset()
    return frozenset(package for file, package in files.items() if not Path(file).exists())


def _agrees(command: str) -> bool:
    return input(f"Run “{command}” now? [y/N] ").strip().lower() in {"y", "yes"}


def _install_with_apt(prefix: list[str], names: list[str]) -> None:
    """Install with apt; its lists may be missing or old, so fetch them before saying that it cannot be done."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    wanted = [*apt, "install", "-y", "--no-install-recommends", *names]
    text = f"Installing {', '.join(names)}"
    try:
        perform(text, wanted, advice="")
    except Trouble:
        try:
            perform("Fetching the lists of packages", [*apt, "update"], advice="")
            perform(text, wanted, advice="Install them by hand; what needs them does not start, or is skipped.")
        except Trouble as trouble:
            say(str(trouble))
