"""Script of our own: the service worker and one short head script, nothing else."""

import re
from pathlib import Path

from onyx_app.config import PROJECT

OURS = {"onyx_app/components/head.js", "onyx_app/api/service_worker.js"}
MOST_LINES = 60
SOURCES = ("onyx_app", "assets", "jobs")


def test_only_two_files_are_script() -> None:
    found = {
        path.relative_to(PROJECT).as_posix()
        for folder in SOURCES
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in {".js", ".mjs", ".ts", ".jsx", ".tsx"}
    }

    assert found == OURS


def test_they_fit_in_sixty_lines_together() -> None:
    lines = sum(len((PROJECT / name).read_text("utf-8").splitlines()) for name in OURS)

    assert lines <= MOST_LINES


def test_their_lines_are_lines() -> None:
    longest = max(len(line) for name in OURS for line in (PROJECT / name).read_text("utf-8").splitlines())

    assert longest <= 140


def test_expressions_for_the_browser_are_written_in_two_places() -> None:
    writers = {path.name for path in _python() if re.search(r"=> \{|document\.|addEventListener", path.read_text())}

    assert writers <= {"client_state.py", "week_gestures.py"}


def test_the_gestures_of_the_week_stay_short() -> None:
    lines = (PROJECT / "onyx_app" / "components" / "week_gestures.py").read_text("utf-8").splitlines()

    assert len(lines) <= 170


def test_no_page_runs_words_as_script() -> None:
    evaluating = re.compile(r"rx\.(call_script|run_script|toast|set_clipboard)|\beval\(|rx\.script|rx\.markdown")
    guilty = {path.relative_to(PROJECT).as_posix() for path in _python() if evaluating.search(path.read_text("utf-8"))}

    assert guilty == set()


def test_no_page_brings_radix_back() -> None:
    radix = re.compile(
        r"\brx\.(box|flex|text|heading|button|card|dialog|input|select|table|theme|vstack|hstack|link|badge|spinner)\("
    )
    guilty = {path.relative_to(PROJECT).as_posix() for path in _python() if radix.search(path.read_text("utf-8"))}

    assert guilty == set()


def _python() -> list[Path]:
    folders = ("components", "pages", "states")
    return sorted(path for name in folders for path in (PROJECT / "onyx_app" / name).rglob("*.py"))
