"""Set up, run, test and measure Modelpost from a clone: `python3 packaging/dev.py run | test | bench`.

Uses the standard library only. Environments live beside the clone's other files, in `.venv` and `.venv-test`, and are
used again while the lock file they were made from is the same.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # said before anything newer is imported
    sys.exit("Modelpost needs Python 3.11 or later; this is {}.{}.".format(*sys.version_info[:2]))

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(Path(__file__).resolve().parent))

import dev_checks  # noqa: E402  # beside this file, found by the line above
import dev_display  # noqa: E402  # as above
import dev_system  # noqa: E402  # as above

USAGE = """usage: python3 packaging/dev.py run [ARGUMENT …]
       python3 packaging/dev.py test [--peers] [-- PYTEST-ARGUMENT …]
       python3 packaging/dev.py bench [NAME …] [--json]

run    make the environment, if needed, and open Modelpost; arguments go to modelpost
test   lint, types, contracts and tests; --peers adds those that need real programs
bench  measure, each figure beside a floor or a peer in the same run"""


def main(words: list[str]) -> int:
    """Do what the first word says."""
    if not words or words[0] in {"-h", "--help"}:
        print(USAGE)
        return 0 if words else 2
    match words[0]:
        case "run":
            return run(words[1:])
        case "test":
            return test(words[1:])
        case "bench":
            return bench(words[1:])
    print(USAGE, file=sys.stderr)
    return 2


def run(arguments: list[str]) -> int:
    """Open the window, or do in the terminal what it would show."""
    python = environment("run")
    if not arguments and not dev_display.has_display():
        return dev_display.run_without(python, ROOT)
    if not arguments or Path(arguments[0]).is_dir():
        trouble = dev_system.missing_for_window(python)
        if trouble and not dev_system.install(trouble):
            return 1
    command = [str(python), "-m", "modelpost", *arguments]
    if os.name == "nt":
        return subprocess.call(command)
    os.execv(command[0], command)


def test(arguments: list[str]) -> int:
    """Run every check; go on after a failure, so that one run tells all."""
    python = environment("test")
    trouble = dev_system.missing_for_window(python) | dev_system.missing_for_tests()
    if trouble:
        dev_system.install(trouble)
    extra = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    return dev_checks.run(python, ROOT, peers="--peers" in arguments, extra=extra)


def bench(arguments: list[str]) -> int:
    """Run the benchmarks."""
    python = environment("test")
    trouble = dev_system.missing_for_window(python)
    if trouble:
        dev_system.install(trouble)
    return subprocess.call([str(python), str(ROOT / "tests" / "benchmarks" / "run.py"), *arguments])


def environment(name: str) -> Path:
    """Return the Python of an environment, made anew where its lock file changed."""
    folder = ROOT / (".venv" if name == "run" else ".venv-test")
    lock = ROOT / "packaging" / "requirements" / f"{name}.txt"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "modelpost-lock"
    wanted = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted and python.exists():
        return python
    check_venv()
    step(f"Making the environment {folder.name}")
    command([sys.executable, "-m", "venv", "--clear", str(folder)])
    step("Installing the locked packages (about 150 MB, once)")
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--require-hashes"]
    command([*pip, "--only-binary", ":all:", "-r", str(lock)])
    packages = next(iter(sorted(folder.glob("lib/python*/site-packages"))), folder / "Lib" / "site-packages")
    (packages / "modelpost-clone.pth").write_text(f"{ROOT / 'app'}\n", encoding="utf-8")
    stamp.write_text(wanted)
    return python


def check_venv() -> None:
    """Stop with a sentence where this Python cannot make environments."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = "{}.{}".format(*sys.version_info[:2])
        sys.exit(
            f"This Python cannot make environments: the module ensurepip is missing.\n"
            f"On Debian and Ubuntu: apt-get install python3-venv (or python{version}-venv), then try again."
        )


def step(text: str) -> None:
    """Say what is being done."""
    print(f"▸ {text}", file=sys.stderr, flush=True)


def command(words: list[str]) -> None:
    """Run a program quietly; stop with the end of what it said where it fails."""
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        sys.exit(
            f"{tail}\n\n{Path(words[0]).name} ended with {done.returncode}. "
            "Check the network, or the proxy in HTTPS_PROXY, and try again."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
