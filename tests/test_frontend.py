"""The pages are built once per source hash, outside the checkout's tracked files, from a lock that names no place."""

import json
import os
import subprocess
import sys

import pytest

from onyx_app import frontend
from onyx_app.config import PROJECT


def test_the_hash_follows_the_sources_and_nothing_else() -> None:
    before = frontend.source_hash()

    unrelated = PROJECT / "build" / "unrelated.py"
    unrelated.parent.mkdir(exist_ok=True)
    unrelated.write_text("# not a source\n")
    after = frontend.source_hash()
    unrelated.unlink()

    assert before == after
    assert len(before) == 20


def test_what_is_built_is_not_built_again() -> None:
    built = []
    folder = frontend.export(lambda: None)

    again = frontend.export(lambda: built.append(True))

    assert again == folder
    assert built == []
    assert (folder / "build" / "client" / "index.html").exists()
    assert (folder / "routes.json").exists()


def test_two_processes_that_need_the_pages_get_the_same_ones() -> None:
    frontend.export()
    ask = [sys.executable, "-m", "onyx_app.frontend"]

    both = [subprocess.Popen(ask, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    folders = {process.communicate(timeout=170)[0].strip() for process in both}

    assert folders == {str(frontend.exported())}


def test_node_and_npm_come_from_the_wheel_and_work() -> None:
    folder = frontend.node()
    environment = os.environ | {"PATH": f"{folder}:/usr/bin:/bin"}

    for program in ("node", "npm", "npx"):
        asked = subprocess.run(
            [folder / program, "--version"], env=environment, capture_output=True, text=True, check=True
        )
        assert int(asked.stdout.lstrip("v").split(".")[0]) >= 10


@pytest.mark.parametrize("name", ["package-lock.json", "package.json"])
def test_the_committed_lock_names_packages_and_hashes_but_no_address(name: str) -> None:
    lock = PROJECT / "reflex.lock" / name
    facts = json.loads(lock.read_text("utf-8"))

    found = [path for path, package in facts.get("packages", {}).items() if "resolved" in package]

    assert found == []
    assert all("integrity" in package for path, package in facts.get("packages", {}).items() if path)


def test_the_python_lock_names_no_address_either() -> None:
    lines = (PROJECT / "requirements.lock").read_text("utf-8").splitlines()

    assert [line for line in lines if "://" in line or line.startswith("-")] == []
