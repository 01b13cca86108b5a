"""The console command: what a person types, and one sentence for what can go wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from onyx_app.config import PROJECT
from onyx_app.embedded import Server
from tests.homes import home_in


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation with its tables, its database running."""
    with home_in(tmp_path_factory.mktemp("cli")) as home:
        assert _onyx(home, "migrate").returncode == 0
        server = Server(home)
        server.start()
        yield home
        server.stop()


def _onyx(home: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    own = {"ONYX_HOME": str(home), "ONYX_PORT": "3999", "DATABASE_URL": "", "ONYX_BASE_URL": "", "ONYX_SECRET_KEY": ""}
    return subprocess.run(
        [sys.executable, "-m", "onyx_app.cli", *words],
        cwd=PROJECT, env=os.environ | own | settings, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_migrate_again_changes_nothing(home: Path) -> None:
    result = _onyx(home, "migrate")

    assert result.returncode == 0
    assert "up to date" in result.stdout


@pytest.mark.parametrize("role", ["app", "owner"])
def test_db_url_prints_what_psql_takes(home: Path, role: str) -> None:
    address = _onyx(home, "db-url", "--role", role).stdout.strip()

    with psycopg.connect(address) as link:
        assert link.execute("select current_user").fetchone() == (f"onyx_{role}",)


def test_an_agency_is_made_and_its_owner_let_in_again(home: Path) -> None:
    made = _onyx(
        home, "agency", "create", "Night Owls", "boss@example.com", "--currency", "USD", "--zone", "Asia/Tokyo"
    )
    let_in = _onyx(home, "owner-link", "BOSS@example.com")

    assert made.stdout.startswith("http://localhost:3999/"), made.stderr
    assert let_in.stdout.startswith("http://localhost:3999/")
    assert made.stdout != let_in.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["owner-link", "nobody@example.com"], "not here"),
        (["owner-link", "no address"], "not an e-mail address"),
        (["agency", "create", "Owls", "boss@example.com", "--zone", "Mars/Base"], "time zone"),
        (["agency", "create", "", "boss@example.com"], "Fill this in"),
    ],
)
def test_a_mistake_is_one_sentence(home: Path, words: list[str], sentence: str) -> None:
    result = _onyx(home, *words)

    assert result.returncode == 1
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


def test_doctor_names_what_is_wrong_when_the_database_is_gone(home: Path) -> None:
    result = _onyx(home, "doctor", "--json", DATABASE_URL="postgresql://owner:hidden@127.0.0.1:1/onyx")

    report = json.loads(result.stdout)
    found = {check["name"]: check["ok"] for check in report["checks"]}
    assert result.returncode == 1
    assert report["ok"] is False
    assert found["python"] is True
    assert found["database"] is False
    assert "hidden" not in result.stdout + result.stderr


def test_doctor_sees_a_key_that_others_can_read(home: Path) -> None:
    key = home / "secret.key"
    key.chmod(0o644)

    report = json.loads(_onyx(home, "doctor", "--json").stdout)

    key.chmod(0o600)
    secrets = next(check for check in report["checks"] if check["name"] == "secrets")
    assert secrets["ok"] is False
    assert "secret.key" in secrets["detail"]


def test_the_web_process_does_not_start_with_a_login_above_row_security(home: Path) -> None:
    owner = _onyx(home, "db-url", "--role", "owner").stdout.strip()

    result = _onyx(home, "web", DATABASE_URL=owner, DATABASE_APP_URL=owner)

    assert result.returncode == 1
    assert "agencies would not be kept apart" in result.stderr
    assert "Traceback" not in result.stderr
