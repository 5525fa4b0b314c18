"""What a screen reader does to the window, over AT-SPI; run by the system's Python, which has `pyatspi`.

Started within a session bus of its own with the command of the window as arguments. Starts a display, the bus of
accessible objects and the window, presses Send, walks through the answer with keys, and prints what it read as JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

_LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
_PATIENCE_MS = 60_000
_LOOKED_EVERY_MS = 100
_SENT = "Send"
_READ = "Response body"


def main(command: list[str]) -> None:
    with ExitStack() as started:
        os.environ["DISPLAY"] = ":" + display(started)
        run(started, [_LAUNCHER, "--launch-immediately"])
        run(started, command)
        print(json.dumps(Reader().read()))


def display(started: ExitStack) -> str:
    """Start a display, and return its number."""
    reader, writer = os.pipe()
    run(started, ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24"], pass_fds=(writer,))
    os.close(writer)
    with os.fdopen(reader) as said:
        return said.readline().strip()


def run(started: ExitStack, command: list[str], **options: Any) -> None:
    """Run a program until the end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    started.callback(process.wait, 30)
    started.callback(process.terminate)


class Reader:
    """A screen reader: it finds what has a name, and hears what happens."""

    def __init__(self) -> None:
        import pyatspi  # it connects at once, so the bus has to be there

        self._reader = pyatspi
        self._heard: list[str] = []

    def read(self) -> dict[str, Any]:
        """Send the request, and tell what the answer is read as."""
        self._reader.Registry.registerEventListener(
            self._hear, "object:text-caret-moved", "object:text-selection-changed"
        )
        self._press(self._awaited(lambda: self._found(_SENT, "push button")))
        view = self._awaited(lambda: self._found(_READ, "text"))
        text = self._awaited(lambda: view.queryText() if view.queryText().characterCount else None)
        nameless = [self._words(thing) for thing in self._showing() if self._takes_focus(thing) and not thing.name]
        view.queryComponent().grabFocus()
        text.setCaretOffset(2)
        self._awaited(lambda: self._heard or None)
        text.addSelection(4, 8)
        self._awaited(lambda: "object:text-selection-changed" in self._heard or None)
        return {
            "role": view.getRoleName(),
            "text": text.getText(0, 40),
            "characters": text.characterCount,
            "line": text.getTextAtOffset(5, self._reader.TEXT_BOUNDARY_LINE_START),
            "word": text.getTextAtOffset(5, self._reader.TEXT_BOUNDARY_WORD_START),
            "caret": text.caretOffset,
            "selection": text.getSelection(0),
            "is_on_the_view": self._is_within(view, text.getCharacterExtents(5, self._reader.DESKTOP_COORDS)),
            "heard": sorted(set(self._heard)),
            "nameless": nameless,
        }

    def _hear(self, event: Any) -> None:
        if event.source.name == _READ and event.source.getState().contains(self._reader.STATE_SHOWING):
            self._heard.append(event.type)

    def _awaited(self, find: Callable[[], Any]) -> Any:
        """Let events come until something is found."""
        from gi.repository import GLib

        loop, found = GLib.MainLoop(), []

        def look() -> bool:
            thing = find()
            if thing is not None:
                found.append(thing)
                loop.quit()
            return thing is None

        GLib.timeout_add(_LOOKED_EVERY_MS, look)
        GLib.timeout_add(_PATIENCE_MS, loop.quit)
        loop.run()
        return found[0]

    def _found(self, name: str, role: str) -> Any:
        return next((thing for thing in self._showing() if (thing.name, thing.getRoleName()) == (name, role)), None)

    def _showing(self) -> Iterator[Any]:
        """Go through everything that is on the screen."""
        waiting = [window for program in self._reader.Registry.getDesktop(0) if program for window in program if window]
        while waiting:
            thing = waiting.pop()
            yield thing
            waiting += [child for child in thing if child and child.getState().contains(self._reader.STATE_SHOWING)]

    def _takes_focus(self, thing: Any) -> bool:
        return thing.getState().contains(self._reader.STATE_FOCUSABLE)

    def _words(self, thing: Any) -> str:
        return f"{thing.getRoleName()} in {thing.parent.name or thing.parent.getRoleName()}"

    def _press(self, button: Any) -> None:
        actions = button.queryAction()
        names = [actions.getName(number) for number in range(actions.nActions)]
        actions.doAction(names.index("Press"))

    def _is_within(self, view: Any, character: Any) -> bool:
        place = view.queryComponent().getExtents(self._reader.DESKTOP_COORDS)
        is_beside = place.x <= character[0] < place.x + place.width
        return is_beside and place.y <= character[1] < place.y + place.height and character[2] > 0


if __name__ == "__main__":
    main(sys.argv[1:])
