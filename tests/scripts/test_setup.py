"""`make setup` on machines that lack something says so in one sentence, and does nothing twice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from onyx_app.config import PROJECT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout that wants no packages, so that setting it up needs no network."""
    shutil.copytree(PROJECT / "scripts", tmp_path / "clone" / "scripts")
    (tmp_path / "clone" / "requirements.lock").write_text("")
    (tmp_path / "clone" / "pyproject.toml").write_text("")
    return tmp_path / "clone"


def _set_up(clone: Path, programs: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", clone / "scripts" / "setup"],
        env={"PATH": f"{programs}:/usr/sbin:/sbin", "HOME": str(clone)} | environment,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A PATH with this Python and what a shell script needs, nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("dirname", "cat", "env", "sh"):
        (folder / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    (folder / "python3").write_text(f'#!/bin/sh\nexec {os.path.realpath(sys.executable)} "$@"\n')
    (folder / "python3").chmod(0o755)
    return folder


def test_an_environment_is_made_once_and_the_command_works_from_anywhere(clone: Path, programs: Path) -> None:
    first, second = _set_up(clone, programs), _set_up(clone, programs)

    assert first.returncode == 0, first.stderr
    assert "Making .venv" in first.stdout
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert os.access(clone / ".venv" / "bin" / "onyx", os.X_OK)


def test_a_changed_lock_is_installed_and_a_moved_checkout_is_made_again(clone: Path, programs: Path) -> None:
    _set_up(clone, programs)
    (clone / "requirements.lock").write_text("# changed\n")
    os.utime(clone / "requirements.lock", (4e9, 4e9))

    changed = _set_up(clone, programs)
    moved = clone.rename(clone.with_name("moved"))
    again = _set_up(moved, programs)

    assert "Installing" in changed.stdout
    assert "Making .venv" not in changed.stdout
    assert "Making .venv" in again.stdout
    assert str(moved) in (moved / ".venv" / "bin" / "onyx").read_text()


def test_a_python_without_its_venv_module_is_named_with_the_package_to_install(clone: Path, programs: Path) -> None:
    (clone / "sitecustomize.py").write_text("import sys; sys.modules['ensurepip'] = None\n")

    result = _set_up(clone, programs, PYTHONPATH=str(clone))

    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert f"sudo apt install python{sys.version_info.major}.{sys.version_info.minor}-venv" in result.stderr


def test_a_machine_without_a_python_is_told_what_is_needed(clone: Path, programs: Path) -> None:
    (programs / "python3").unlink()

    result = _set_up(clone, programs)

    assert result.returncode == 1
    assert result.stderr.startswith("OnyxOS needs Python 3.11 or newer")


def test_a_package_that_cannot_be_fetched_is_one_sentence(clone: Path, programs: Path) -> None:
    (clone / "requirements.lock").write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n")

    result = _set_up(clone, programs, PIP_NO_INDEX="1")

    assert result.returncode == 1
    assert result.stderr.startswith("The packages could not be installed: ")
    assert result.stderr.count("\n") == 1
