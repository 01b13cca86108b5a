"""Make .venv hold exactly what requirements.lock says, once per lock, also when two commands start together.

Runs on the system's Python before anything is installed: standard library only.
"""

import fcntl
import hashlib
import importlib.util
import platform
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
LOCK = PROJECT / "requirements.lock"
READY = VENV / ".ready"  # first line: where it was made; second: what it was made from


def main() -> int:
    with LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the second command waits here and finds everything done
        if _is_ready():
            READY.touch()
            return 0
        if missing := _missing():
            print(missing, file=sys.stderr)
            return 1
        failed = _make() or _install()
        if failed:
            print(failed, file=sys.stderr)
            return 1
        _link_the_project()
        READY.write_text(f"{PROJECT}\n{_wanted()}\n", "utf-8")
    return 0


def _wanted() -> str:
    return hashlib.sha256(LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def _is_ready() -> bool:
    try:
        return READY.read_text("utf-8").split("\n")[:2] == [str(PROJECT), _wanted()] and _runs()
    except OSError:
        return False


def _runs() -> bool:
    """Whether .venv has a Python that starts: the system's may have been replaced below it."""
    python = VENV / "bin" / "python"
    if not python.exists():
        return False
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", check], check=False, capture_output=True).returncode == 0


def _missing() -> str:
    """One sentence when this Python cannot make an environment (Debian ships it without)."""
    if all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        return ""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        f"Python {version} is here, but its venv module is not. "
        f"On Debian or Ubuntu install it with: sudo apt install python{version}-venv"
    )


def _make() -> str:
    """A fresh environment unless the one that is there can be kept."""
    made_here = READY.exists() and READY.read_text("utf-8").split("\n")[0] == str(PROJECT)
    if _runs() and (made_here or not READY.exists()):
        return ""
    print(f"Making .venv with Python {platform.python_version()}.", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", VENV], check=False, capture_output=True, text=True)
    return f"The environment could not be made: {_last_line(done)}" if done.returncode else ""


def _install() -> str:
    print("Installing the packages of requirements.lock. The first time this takes a minute or two.", flush=True)
    done = subprocess.run(
        [
            VENV / "bin" / "python", "-m", "pip", "install", "--require-hashes", "--requirement", LOCK,
            "--quiet", "--no-input", "--disable-pip-version-check",
        ],
        check=False,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    return f"The packages could not be installed: {_last_line(done)}" if done.returncode else ""


def _link_the_project() -> None:
    """Make `onyx_app` importable and `onyx` a command; no build, so nothing has to be fetched for one."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.run([VENV / "bin" / "python", "-c", ask], check=True, capture_output=True, text=True)
    (Path(found.stdout.strip()) / "onyxos.pth").write_text(f"{PROJECT}\n", "utf-8")
    command = VENV / "bin" / "onyx"
    command.write_text(f'#!/bin/sh\nexec "{VENV}/bin/python" -P -m onyx_app.cli "$@"\n', "utf-8")
    command.chmod(0o755)


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in f"{done.stdout or ''}\n{done.stderr or ''}".splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"status {done.returncode}, without a word"


if __name__ == "__main__":
    sys.exit(main())
