"""The command `modelpost`: the first word decides between a command and the window."""

import sys
from typing import Final

_COMMANDS: Final = ("send", "sample-service")

_HELP = """usage: modelpost [PATH ...]
       modelpost send SOURCE [OPTION ...]
       modelpost sample-service [OPTION ...]

Open the window, with these collections (folders) or requests; or run a command in the terminal.

commands:
  send            send one request and print the response
  sample-service  run the sample model service on this computer

options:
  -h, --help      show this text; "modelpost send --help" shows a command's own
  --version       show the version
  --screenshot SCENE --output PNG
                  draw the window in a scene (welcome, image, json, error, palette), without showing it
  --size WxH, --theme light|dark
                  how large the scene is, and in which colours

environment: MODELPOST_HOME (profile folder), MODELPOST_SECRET_<NAME> (a secret for this process)"""


def main() -> int:
    """Run the command that the arguments name, else open the window."""
    arguments = sys.argv[1:]
    first = arguments[0] if arguments else ""
    if first in {"-h", "--help"}:
        print(_HELP)
        return 0
    if first == "--version":
        from modelpost import __version__  # noqa: PLC0415  # only here

        print(f"modelpost {__version__}")
        return 0
    if first in _COMMANDS:
        return _command(first, arguments[1:])
    return _window(arguments)


def _command(name: str, arguments: list[str]) -> int:
    """Run a command without Qt; an interruption ends with 130 and without a traceback."""
    try:
        if name == "send":
            from modelpost.cli import send  # noqa: PLC0415  # 120 ms of network stack

            return send.main(arguments)
        from modelpost.cli import sample_service  # noqa: PLC0415  # 60 ms, the service's own modules

        return sample_service.main(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # nobody reads any more; Python would complain at exit
        return 1


def _window(arguments: list[str]) -> int:
    try:
        from modelpost import main as program  # noqa: PLC0415  # Qt, 100 ms
    except ImportError as error:
        if "PySide6" not in str(error) and "Qt" not in str(error) and ".so" not in str(error):
            raise
        print("Qt cannot be loaded, so no window can be opened.", file=sys.stderr)
        print(f"The system says: {error}. Commands work without it: modelpost send --help", file=sys.stderr)
        return 2
    return program.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
