"""What the command palette finds, and in which order."""

import pytest

from modelpost.workbench.palette import Entry, EntryKind, matches


def nothing() -> None:
    pass


def entry(title: str, kind: EntryKind = EntryKind.COMMAND, detail: str = "") -> Entry:
    return Entry(kind, title, detail, "", "", nothing)


ENTRIES = (
    entry("token", EntryKind.VARIABLE, "Environment sample"),
    entry("Sample", EntryKind.ENVIRONMENT, "MaaS collection"),
    entry("Save request"),
    entry("Send request"),
    entry("Open settings"),
    entry("Summarise text", EntryKind.REQUEST, "maas/chat.yml"),
    entry("Detect objects", EntryKind.REQUEST, "street/detect.yml"),
)


def titles(query: str, *entries: Entry) -> list[str]:
    return [match.entry.title for match in matches(query, entries or ENTRIES)]


def marked(query: str, title: str) -> str:
    (match,) = matches(query, [entry(title)])
    return "".join(title[place] for place in match.marked)


@pytest.mark.parametrize("query", ["", "   "])
def test_without_a_query_everything_is_offered_under_its_heading(query: str) -> None:
    assert titles(query) == [
        "Summarise text",
        "Detect objects",
        "Save request",
        "Send request",
        "Open settings",
        "Sample",
        "token",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (">", ["Save request", "Send request", "Open settings"]),
        ("@", ["Sample"]),
        (">sav", ["Save request"]),
        ("> sav", ["Save request"]),
        ("@sav", []),
        ("@sam", ["Sample"]),
    ],
)
def test_a_prefix_chooses_one_kind(query: str, found: list[str]) -> None:
    assert titles(query) == found


@pytest.mark.parametrize("query", ["SEND", "send", "sEnD rEq"])
def test_case_does_not_matter(query: str) -> None:
    assert titles(query) == ["Send request"]


@pytest.mark.parametrize("query", ["xyz", "requests", "tnes"])
def test_what_does_not_fit_is_not_offered(query: str) -> None:
    assert titles(query) == []


def test_a_title_that_begins_so_comes_before_one_that_holds_a_word_or_a_part() -> None:
    entries = (entry("Resend"), entry("Again: send"), entry("Send"), entry("S e n d"))

    assert titles("send", *entries) == ["Send", "Again: send", "Resend", "S e n d"]


def test_letters_close_together_come_before_letters_far_apart() -> None:
    assert titles("sr", entry("Save request"), entry("Star")) == ["Star", "Save request"]


def test_a_match_in_the_title_comes_before_one_in_the_detail() -> None:
    entries = (entry("Iris", EntryKind.REQUEST, "flowers/iris.yml"), entry("Flowers", EntryKind.REQUEST, "a.yml"))

    assert titles("flowers", *entries) == ["Flowers", "Iris"]


def test_equal_matches_stay_in_their_order() -> None:
    assert titles("open", entry("Open B"), entry("Open A")) == ["Open B", "Open A"]


def test_requests_come_before_a_command_that_fits_better() -> None:
    found = titles("detect", entry("Detect", EntryKind.COMMAND), entry("Do detect it", EntryKind.REQUEST))

    assert found == ["Do detect it", "Detect"]


@pytest.mark.parametrize(
    ("query", "title", "letters"),
    [
        ("save", "Save request", "Save"),
        ("req", "Save request", "req"),
        ("svrq", "Save request", "Svrq"),
        ("s r", "Save request", "Sr"),
        ("", "Save request", ""),
    ],
)
def test_the_letters_that_fit_are_marked(query: str, title: str, letters: str) -> None:
    assert marked(query, title) == letters


def test_a_match_in_the_detail_marks_nothing_in_the_title() -> None:
    (match,) = matches("street", ENTRIES)

    assert (match.entry.title, match.marked) == ("Detect objects", ())


def test_letters_scattered_over_a_long_title_do_not_count() -> None:
    assert titles("ae", entry("a long title whose letters stand far apart: e")) == []


@pytest.mark.parametrize(
    ("query", "title", "places"),
    [
        ("istanbul", "İİ istanbul", tuple(range(3, 11))),
        ("xst", "İİ x-s-t", (3, 5, 7)),
        ("i", "İris", (0,)),
    ],
)
def test_the_marks_stand_right_behind_a_letter_that_grows_in_lower_case(
    query: str, title: str, places: tuple[int, ...]
) -> None:
    (match,) = matches(query, [entry(title)])

    assert match.marked == places


def test_many_requests_leave_the_commands_their_place() -> None:
    requests = [entry(f"Save {number}", EntryKind.REQUEST) for number in range(200)]

    found = [match.entry for match in matches("save", [*requests, entry("Save request")])]

    assert found[-1] == entry("Save request")
    assert len(found) == 51


def test_no_more_is_offered_than_asked_for() -> None:
    found = matches("", [entry(f"Command {number}") for number in range(9)], limit=3)

    assert [match.entry.title for match in found] == ["Command 0", "Command 1", "Command 2"]
