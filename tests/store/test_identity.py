"""A collection keeps its id, for its secrets hang on it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from modelpost.store.clock import SystemRandomness
from modelpost.store.opencollection.identity import Identities

_SIDE_BY_SIDE = 8


def test_collections_that_are_opened_side_by_side_all_keep_their_ids(tmp_path: Path) -> None:
    identities = Identities(tmp_path / "ids.json", SystemRandomness())
    roots = [tmp_path / f"collection-{number}" for number in range(_SIDE_BY_SIDE)]
    barrier = Barrier(_SIDE_BY_SIDE)

    def opened(root: Path) -> str:
        barrier.wait()
        return identities.of(root, {})

    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        made = list(pool.map(opened, roots))

    assert [identities.of(root, {}) for root in roots] == made
