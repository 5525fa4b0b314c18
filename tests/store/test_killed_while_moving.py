"""A program that is killed in the middle of saving and moving leaves every file whole, old or new."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from modelpost.core.tree import FolderNode
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile

BUSY = """
import random, sys
from dataclasses import replace
from modelpost.core.failures import ModelpostError
from modelpost.core.tree import FolderNode
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile
from pathlib import Path

root, seed = sys.argv[1], int(sys.argv[2])
chance = random.Random(seed)
store = Collections(Profile(Path(sys.argv[3])))
print("busy", flush=True)
number = 0
while True:
    number += 1
    collection = store.open(root)
    requests = [node.path for node in collection.tree.requests()]
    folders = [node.path for node in collection.tree.children if isinstance(node, FolderNode)]
    path = chance.choice(requests)
    match number % 6:
        case 0:
            stored = store.read(root, path)
            settings = replace(stored.draft.settings, verify_tls=number % 2 == 0)
            store.save(root, path, replace(stored.draft, docs=f"{number}\\n" * 2000, settings=settings), stored)
        case 1:
            store.rename(collection, path, f"name {number}")
        case 2:
            store.move(collection, [path], chance.choice(["", *folders]), "")
        case 3:
            store.rename(collection, chance.choice(folders), f"folder {number}")
        case 4:
            store.restore(store.delete(collection, [path]))
        case 5:
            other = store.open(root + "-other")
            there = store.hand_over(collection, [path], other, "", "", None).change.paths[0][1]
            store.hand_over(store.open(other.root), [there], collection, chance.choice(["", *folders]), "", None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a thing of POSIX")
def test_every_file_is_whole_whenever_the_program_is_killed(tmp_path: Path, repository: Path) -> None:
    root, profile, chance = tmp_path / "garden", Profile(tmp_path / "profile"), random.Random(7)
    make_collection(root)
    other = tmp_path / "garden-other"
    other.mkdir()
    (other / "opencollection.yml").write_text("info:\n  name: Other\nextensions:\n  modelpost:\n    id: c2\n")

    for seed in range(8):
        busy = subprocess.Popen(
            [sys.executable, "-c", BUSY, str(root), str(seed), str(profile.root)],
            env={**os.environ, "PYTHONPATH": str(repository / "app")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert busy.stdout is not None
        assert busy.stderr is not None
        with busy.stdout, busy.stderr:
            assert busy.stdout.readline() == b"busy\n"
            with pytest.raises(subprocess.TimeoutExpired):
                busy.wait(chance.uniform(0.05, 0.5))
            busy.send_signal(signal.SIGKILL)
            busy.wait()

        bring_back(other, root, profile)
        assert found(root, profile) == {"a", "b", "c", "d", "e", "f"}, seed


def make_collection(root: Path) -> None:
    for folder in ("one", "two"):
        (root / folder).mkdir(parents=True)
        (root / folder / "folder.yml").write_text(f"info:\n  name: {folder}\n  type: folder\n")
    (root / "opencollection.yml").write_text("info:\n  name: Garden\nextensions:\n  modelpost:\n    id: c1\n")
    for letter in "abcdef":
        (root / f"{letter}.yml").write_text(
            f"info:\n  name: {letter}\n  type: http\n\nhttp:\n  method: GET\n  url: https://example.com/{letter}\n"
        )


def bring_back(other: Path, root: Path, profile: Profile) -> None:
    """Move what was caught in the other collection to where it came from."""
    store = Collections(profile)
    there = store.open(str(other))
    paths = [node.path for node in there.tree.requests()]
    if paths:
        store.hand_over(there, paths, store.open(str(root)), "", "", None)


def found(root: Path, profile: Profile) -> set[str]:
    """Return by their addresses which requests are there, or safe in the trash, all of them whole."""
    store = Collections(profile)
    for deleted in store.deleted(str(root)):
        for number in range(len(deleted.paths)):
            if list((profile.trash / deleted.id / str(number)).glob("*.yml")):
                store.restore(deleted.id)
    collection = store.open(str(root))
    assert all(isinstance(node, FolderNode) or node.trouble is None for node in collection.tree.children)
    drafts = [store.read(str(root), node.path).draft for node in collection.tree.requests()]
    assert all(not draft.docs or len(set(draft.docs.splitlines())) == 1 for draft in drafts)
    return {draft.url[-1] for draft in drafts}
