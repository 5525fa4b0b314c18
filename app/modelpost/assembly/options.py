"""What the command line asks of the window."""

from typing import NamedTuple

_SCENES = ("welcome", "image", "json", "chat", "error", "palette", "demo")


class Options(NamedTuple):
    """Which paths to open, and how; a `screenshot` names a scene that is drawn and not shown."""

    paths: tuple[str, ...] = ()
    demo: str = ""
    screenshot: str = ""
    output: str = ""
    size: str = "1440x900"
    theme: str = ""


def read_options(argv: list[str]) -> Options:
    """Return what the arguments say; end the process where they say nothing that makes sense."""
    if not argv:
        return Options()
    import argparse  # noqa: PLC0415  # 6 ms, only where there are arguments

    plain = Options()
    parser = argparse.ArgumentParser(prog="modelpost", description="Open the window.")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="collections (folders) or requests to open")
    parser.add_argument("--demo", metavar="REQUEST", default="", help="show the demo of a request on the whole screen")
    parser.add_argument("--screenshot", metavar="SCENE", default="", choices=_SCENES, help="draw the window in a scene")
    parser.add_argument("--output", metavar="PNG", default="", help="where the picture goes")
    parser.add_argument(
        "--size", default=plain.size, metavar="WxH", help=f"how large the window is drawn ({plain.size})"
    )
    parser.add_argument("--theme", default="", choices=("light", "dark"), help="the theme of the picture")
    read = parser.parse_args(argv)
    if read.screenshot and not read.output:
        parser.error("--screenshot needs --output PNG")
    return Options(tuple(read.paths), read.demo, read.screenshot, read.output, read.size, read.theme)
