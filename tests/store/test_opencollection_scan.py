"""A folder on disk opens as a tree; what is broken in it is marked and harms nothing else."""

import os
from pathlib import Path

import pytest

from modelpost.core.failures import FileTrouble, FormatTrouble
from modelpost.core.request import INHERITED_AUTH, NO_AUTH, Row
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.core.variables import Variable
from modelpost.store.opencollection.collections import Collections


def outline(node: FolderNode, indent: str = "") -> list[str]:
    lines: list[str] = []
    for child in node.children:
        if isinstance(child, FolderNode):
            lines += [f"{indent}{child.name}/", *outline(child, indent + "  ")]
        else:
            lines.append(f"{indent}{child.method} {child.name}{' !' if child.trouble else ''}")
    return lines


def node_at(collection: Collection, path: str) -> RequestNode:
    found = collection.find(path)
    assert found is not None
    return found


def test_a_collection_opens_in_the_order_of_its_sequence_numbers(bruno: Path, collections: Collections) -> None:
    collection = collections.open(str(bruno))

    assert collection.name == "Mask detector demo"
    assert outline(collection.tree) == [
        "Mask/",
        "  deep/",
        "    GET Older shape",
        "  POST Score rows",
        "  POST Detect masks (image)",
        "  GET Graph !",
        "  GET broken !",
    ]


def test_opening_writes_nothing_into_the_collection(bruno: Path, collections: Collections) -> None:
    before = {path: path.read_bytes() for path in bruno.rglob("*") if path.is_file()}

    collections.open(str(bruno))

    assert {path: path.read_bytes() for path in bruno.rglob("*") if path.is_file()} == before


def test_folders_and_collection_lend_headers_auth_variables_and_settings(bruno: Path, collections: Collections) -> None:
    collection = collections.open(str(bruno))

    defaults = collection.defaults_for("mask/detect.yml")

    assert defaults.headers == (Row("X-Request-Source", "demo"),)
    assert defaults.auth.kind == "apikey"
    assert defaults.settings.timeout == 30.0
    assert collection.tree.variables == (Variable("threshold", "0.30"),)


def test_a_folder_that_says_nothing_of_auth_hands_on_what_is_further_out(bruno: Path, collections: Collections) -> None:
    (bruno / "mask" / "folder.yml").write_text("info:\n  name: Mask\n  type: folder\n")

    assert collections.open(str(bruno)).defaults_for("mask/detect.yml").auth.kind == "apikey"


def test_the_sidecar_of_a_folder_can_say_no_auth(bruno: Path, collections: Collections) -> None:
    (bruno / "mask" / "folder.yml").write_text("info:\n  name: Mask\n  type: folder\n")
    (bruno / "mask" / "folder.view.yaml").write_text("auth:\n  type: none\nverifyTls: false\n")

    defaults = collections.open(str(bruno)).defaults_for("mask/detect.yml")

    assert defaults.auth == NO_AUTH
    assert defaults.settings.verify_tls is False


def test_a_collection_without_auth_lends_none(bruno: Path, collections: Collections) -> None:
    (bruno / "opencollection.yml").write_text("opencollection: 1.0.0\ninfo:\n  name: Plain\n")

    assert collections.open(str(bruno)).tree.defaults.auth == INHERITED_AUTH


def test_an_environment_has_plain_values_and_addresses_of_secrets(bruno: Path, collections: Collections) -> None:
    collection = collections.open(str(bruno))

    (environment,) = collection.environments
    assert (environment.name, environment.color, environment.path) == ("prod", "#d33", "environments/prod.yml")
    assert environment.variables == (
        Variable("base", "https://modelarts-infers-1.example.com"),
        Variable("service_id", "eb3e0c54-3dfa-4750-af0c-95c45e5d3e83"),
        Variable("token", SecretRef(collection.id, "env:prod", "token")),
    )


def test_a_broken_environment_is_told_of_at_the_collection(bruno: Path, collections: Collections) -> None:
    (bruno / "environments" / "bad.yml").write_text("name: [\n")

    collection = collections.open(str(bruno))

    assert [environment.name for environment in collection.environments] == ["prod"]
    assert "bad.yml" in str(collection.tree.trouble)


def test_trouble_names_file_and_line(bruno: Path, collections: Collections) -> None:
    collection = collections.open(str(bruno))

    assert str(node_at(collection, "mask/broken.yml").trouble).startswith("broken.yml is not valid YAML. Line 7,")
    assert "graphql" in str(node_at(collection, "mask/graph.yml").trouble)


@pytest.mark.parametrize("path", ["mask/graph.yml", "mask/broken.yml"])
def test_what_cannot_be_sent_is_not_opened_and_not_touched(bruno: Path, collections: Collections, path: str) -> None:
    before = (bruno / path).read_bytes()

    with pytest.raises(FormatTrouble):
        collections.read(str(bruno), path)

    assert (bruno / path).read_bytes() == before


HOSTILE = {
    "deep.yml": b"a: " + b"[" * 5_000,
    "deep_blocks.yml": b"".join(b" " * (2 * n) + b"a:\n" for n in range(500)),
    "laughs.yml": b"a: &a [x, x, x, x, x, x, x, x, x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b", ".join([b"*%c" % (97 + n)] * 9)) for n in range(9)),
    "many_aliases.yml": b"a: &a x\nb: [" + b"*a, " * 2_000 + b"]\n",
    "cycle.yml": b"a: &a [*a]\n",
    "twice.yml": b"info:\n  type: http\ninfo:\n  type: http\n",
    "binary.yml": bytes(range(256)),
    "latin.yml": b"info:\n  name: caf\xe9\n",
    "control.yml": b"info:\n  name: a\x01b\n",
    "two.yml": b"a: 1\n---\nb: 1\n",
    "list.yml": b"- a\n- b\n",
    "text.yml": b"just text",
    "empty.yml": b"",
    "directives.yml": b"".join(b"%%TAG !a%d! tag:x,1:\n" % n for n in range(30_000)) + b"---\na: 1\n",
    "compose.yml": b"services:\n  web:\n    image: x\n",
    "entries.yml": b"a: [" + b"1," * 300_000 + b"]\n",
    "tagged.yml": b"info: !!python/object/apply:os.system ['true']\nhttp: {}\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_foreign_files_are_refused_with_file_and_line(
    bruno: Path, collections: Collections, name: str
) -> None:
    (bruno / name).write_bytes(HOSTILE[name])

    collection = collections.open(str(bruno))

    trouble = str(node_at(collection, name).trouble)
    assert name in trouble or name == "tagged.yml"
    assert "ine " in trouble or name == "tagged.yml"
    assert node_at(collection, "mask/detect.yml").trouble is None


def test_a_file_of_21_megabytes_is_refused(bruno: Path, collections: Collections) -> None:
    (bruno / "huge.yml").write_bytes(b"#" * (21 << 20))

    assert "too large" in str(node_at(collections.open(str(bruno)), "huge.yml").trouble)


def test_a_pipe_in_the_place_of_a_request_does_not_make_it_wait(bruno: Path, collections: Collections) -> None:
    os.mkfifo(bruno / "pipe.yml")

    assert "not an ordinary file" in str(node_at(collections.open(str(bruno)), "pipe.yml").trouble)


def test_links_that_lead_out_of_the_collection_are_not_followed(
    bruno: Path, collections: Collections, tmp_path: Path
) -> None:
    (tmp_path / "secret.yml").write_text("info:\n  type: http\nhttp:\n  url: https://outside.example\n")
    (bruno / "out.yml").symlink_to(tmp_path / "secret.yml")
    (bruno / "loop").symlink_to(bruno)
    (bruno / "within.yml").symlink_to(bruno / "mask" / "json.yml")

    collection = collections.open(str(bruno))

    assert collection.find("out.yml") is None
    assert collection.find("within.yml") is not None
    assert not any(isinstance(child, FolderNode) and child.path == "loop" for child in collection.tree.children)
    with pytest.raises(FileTrouble, match="leads out"):
        collections.read(str(bruno), "out.yml")


@pytest.mark.parametrize("path", ["../x.yml", "mask/../../x.yml", "/etc/hosts", "mask\\..\\x.yml", "a\0b.yml"])
def test_paths_that_climb_are_refused(bruno: Path, collections: Collections, path: str) -> None:
    with pytest.raises(FormatTrouble, match="leads out"):
        collections.read(str(bruno), path)


def test_folders_without_requests_are_not_shown(bruno: Path, collections: Collections) -> None:
    collection = collections.open(str(bruno))

    assert [child.path for child in collection.tree.children] == ["mask"]


def test_a_folder_that_is_no_collection_is_named_as_such(tmp_path: Path, collections: Collections) -> None:
    (tmp_path / "plain").mkdir()

    with pytest.raises(FormatTrouble, match="plain is not a collection"):
        collections.open(str(tmp_path / "plain"))


def test_a_collection_in_brunos_older_format_is_named_as_such(tmp_path: Path, collections: Collections) -> None:
    (tmp_path / "bruno.json").write_text("{}")
    (tmp_path / "a.bru").write_text("meta {\n}\n")

    with pytest.raises(FormatTrouble, match="older format"):
        collections.open(str(tmp_path))


def test_a_missing_folder_is_named_as_such(tmp_path: Path, collections: Collections) -> None:
    with pytest.raises(FileTrouble, match="gone"):
        collections.open(str(tmp_path / "gone"))


def test_a_missing_info_name_falls_back_to_the_file(bruno: Path, collections: Collections) -> None:
    (bruno / "bare.yml").write_text("http:\n  url: https://a.example\n")

    collection = collections.open(str(bruno))

    assert node_at(collection, "bare.yml").name == "bare"
    assert collections.read(str(bruno), "bare.yml").draft.name == "bare"


def test_yaml_1_2_is_read_as_bruno_reads_it(bruno: Path, collections: Collections) -> None:
    (bruno / "b.yml").write_text(
        "info:\n  name: yes\n  type: http\nhttp:\n  method: POST\n  url: https://a.example\n  headers:\n"
        "    - name: Time\n      value: 12:30\n    - name: Share\n      value: 0.30\n    - name: On\n      value: on\n"
        "    - name: Date\n      value: 2024-01-01\n    - name: Nothing\n      value:\n"
        "    - name: Octal\n      value: 010\n"
    )

    draft = collections.read(str(bruno), "b.yml").draft

    assert draft.name == "yes"
    assert [row.value for row in draft.headers] == ["12:30", "0.30", "on", "2024-01-01", "", "010"]


def test_a_url_without_query_takes_the_rows_of_the_file(bruno: Path, collections: Collections) -> None:
    (bruno / "b.yml").write_text(
        "info:\n  type: http\nhttp:\n  url: https://a.example/:id\n  params:\n"
        "    - {name: id, value: '7', type: path}\n    - {name: q, value: x, type: query}\n"
    )

    draft = collections.read(str(bruno), "b.yml").draft

    assert draft.url == "https://a.example/:id?q=x"
    assert draft.query == (Row("q", "x"),)
    assert draft.path == (Row("id", "7"),)


def test_where_url_and_rows_disagree_the_url_counts(bruno: Path, collections: Collections) -> None:
    (bruno / "b.yml").write_text(
        "info:\n  type: http\nhttp:\n  url: https://a.example/?q=url\n  params:\n"
        "    - {name: q, value: row, type: query}\n    - {name: off, value: '1', type: query, disabled: true}\n"
    )

    draft = collections.read(str(bruno), "b.yml").draft

    assert draft.query == (Row("q", "url"), Row("off", "1", enabled=False))
