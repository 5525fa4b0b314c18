"""A collection as it hangs in the sidebar."""

from modelpost.core.request import AuthChoice, Defaults, RequestSettings, Row
from modelpost.core.tree import Collection, FolderNode, RequestNode

INNER = FolderNode(
    "outer/inner",
    "Inner",
    (RequestNode("outer/inner/deep.yml", "Deep"),),
    Defaults(headers=(Row("x-a", "inner"),), settings=RequestSettings(timeout=5)),
)
OUTER = FolderNode(
    "outer",
    "Outer",
    (RequestNode("outer/one.yml", "One"), INNER),
    Defaults(headers=(Row("X-A", "outer"), Row("X-B", "outer")), auth=AuthChoice("bearer")),
)
BESIDE = FolderNode("outer-two", "Beside", (RequestNode("outer-two/x.yml", "X"),))
TREE = FolderNode(
    "",
    "Flowers",
    (OUTER, BESIDE, RequestNode("top.yml", "Top")),
    Defaults(
        headers=(Row("X-C", "root"),), auth=AuthChoice("basic"), settings=RequestSettings(timeout=9, verify_tls=False)
    ),
)
COLLECTION = Collection("/c", "id", TREE)


def test_requests_come_in_order_from_all_depths() -> None:
    assert [node.name for node in TREE.requests()] == ["One", "Deep", "X", "Top"]


def test_the_folders_to_an_item_go_from_the_outside_in() -> None:
    assert [folder.name for folder in TREE.folders_to("outer/inner/deep.yml")] == ["Flowers", "Outer", "Inner"]
    assert [folder.name for folder in TREE.folders_to("top.yml")] == ["Flowers"]


def test_a_folder_whose_name_only_begins_alike_is_not_on_the_way() -> None:
    assert [folder.name for folder in TREE.folders_to("outer-two/x.yml")] == ["Flowers", "Beside"]


def test_a_folder_is_on_the_way_to_itself() -> None:
    assert [folder.name for folder in TREE.folders_to("outer/inner")] == ["Flowers", "Outer", "Inner"]


def test_the_inner_level_wins_where_defaults_meet() -> None:
    defaults = COLLECTION.defaults_for("outer/inner/deep.yml")

    assert defaults.headers == (Row("X-C", "root"), Row("X-B", "outer"), Row("x-a", "inner"))
    assert defaults.auth == AuthChoice("bearer")
    assert (defaults.settings.timeout, defaults.settings.verify_tls) == (5, False)


def test_a_request_at_the_top_has_the_collections_defaults() -> None:
    assert COLLECTION.defaults_for("top.yml") == TREE.defaults


def test_a_request_is_found_by_its_path() -> None:
    assert COLLECTION.find("outer/one.yml") == RequestNode("outer/one.yml", "One")
    assert COLLECTION.find("outer/none.yml") is None


def test_a_disabled_header_hides_nothing() -> None:
    inner = Defaults(headers=(Row("X-A", "off", enabled=False),))

    assert inner.over(Defaults(headers=(Row("X-A", "on"),))).headers == (
        Row("X-A", "on"),
        Row("X-A", "off", enabled=False),
    )


def test_the_name_of_a_collection_is_that_of_its_root() -> None:
    assert COLLECTION.name == "Flowers"
