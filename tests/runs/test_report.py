"""Reports: complete, harmless, in one file."""

import csv
import json
from html.parser import HTMLParser
from pathlib import Path

from modelpost.runs.report import About, as_csv, as_json_lines, as_page
from modelpost.runs.result import FoundBox, Result
from modelpost.runs.truth import Truth

RESULTS = [
    Result(0, "a.png", 200, 0.1, 10, label="rose", score=0.9, expected="rose"),
    Result(1, "<script>x</script>", 200, 0.2, 10, label="=1+1", score=0.8, expected="tulip"),
    Result(2, "c.png", failure="refused", message="Nothing is listening"),
]
ABOUT = About("Flowers & co", "curl 'http://h/' -H 'X-Auth-Token: …'")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60


class Tags(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_a_table_has_a_line_for_each_result_and_no_formula() -> None:
    rows = list(csv.DictReader("".join(as_csv(RESULTS)).splitlines()))

    assert [row["name"] for row in rows] == ["a.png", "<script>x</script>", "c.png"]
    assert [row["right"] for row in rows] == ["true", "false", ""]
    assert rows[1]["label"] == "'=1+1"


def test_a_table_says_which_pictures_have_all_their_boxes() -> None:
    box = FoundBox("car", 0.9, 0, 0, 10, 10)
    found = [Result(place, f"{place}.png", 200, kind="detection", boxes=(box,)) for place in range(3)]

    lines = as_csv(found, Truth({0: (FoundBox("car", None, 0, 0, 10, 10),), 1: ()}))

    assert [row["right"] for row in csv.DictReader("".join(lines).splitlines())] == ["true", "false", ""]


def test_json_lines_hold_every_result() -> None:
    records = [json.loads(line) for line in as_json_lines(RESULTS)]

    assert [record["index"] for record in records] == [0, 1, 2]


def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(PNG)
    tags = Tags()

    tags.feed("".join(as_page(ABOUT, RESULTS, lambda result: str(picture) if result.index == 0 else "")))

    names = {name for name, _ in tags.tags}
    sources = [attributes["src"] for name, attributes in tags.tags if name == "img"]
    assert not names & {"script", "link", "iframe", "object"}
    assert len(sources) == 1
    assert str(sources[0]).startswith("data:image/png;base64,")


def test_a_page_shows_the_failed_and_the_wrong_first() -> None:
    page = "".join(as_page(ABOUT, RESULTS, lambda _: ""))

    order = [page.index(text) for text in ("c.png</td>", "&lt;script&gt;x&lt;/script&gt;</td>", "a.png</td>")]
    assert order == sorted(order)
    assert "50.0 %" in page
