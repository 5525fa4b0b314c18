"""Run the benchmarks: `run.py [NAME …] [--json]`."""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "app")]


def main(words: list[str]) -> int:
    import harness

    names = [word for word in words if not word.startswith("-")]
    found = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    unknown = [name for name in names if name not in found]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(found)}.", file=sys.stderr)
        return 2
    results = []
    for name in names or found:
        print(f"▸ {name}", file=sys.stderr, flush=True)
        results += importlib.import_module(f"bench_{name}").measure()
    harness.show(results, as_json="--json" in words)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
