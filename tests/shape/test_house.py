"""Promises about the code itself: sizes, who may see across agencies, no floats in money, one catalogue."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from onyx_app import strings
from onyx_app.config import PROJECT

CODE = [path for folder in ("onyx_app", "jobs", "alembic", "tests") for path in (PROJECT / folder).rglob("*.py")]
PRODUCT = [path for path in CODE if path.relative_to(PROJECT).parts[0] in ("onyx_app", "jobs")]
ACROSS_AGENCIES = {
    # Only these open a transaction that sees no agency; each uses it for look-ups by secret or one sign-in.
    "onyx_app/db.py",
    "onyx_app/services/inbox.py",  # whose endpoint a webhook address is
    "onyx_app/services/bio.py",  # whose page a public name is
    "onyx_app/services/feeds.py",  # whose shifts a secret calendar address shows
    "onyx_app/services/links.py",  # one-time links belong to no agency, or to one sign-in
    *(f"onyx_app/services/sign_in/{part}.py" for part in ("_begin", "_found", "_join", "_prove", "_reset", "_second")),
    "onyx_app/services/pulse.py",  # the worker's sign of life belongs to no agency
    "onyx_app/services/verify.py",  # which agency a pay run named on the command line is of
    "onyx_app/api/health.py",  # is the database there, and since when is the worker silent
    "onyx_app/doctor.py",  # which agencies have an audit trail to verify
    "onyx_app/demo/seeding.py",  # makes the sample agencies
    "jobs/forget_attempts.py",  # counts of failed sign-ins belong to no agency
    "jobs/timetable.py",  # which agencies a slot has jobs for
}


def _name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_no_file_is_longer_than_300_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_functions_fit_in_one_look() -> None:
    long = [
        f"{_name(path)}:{node.lineno} {node.name} {(node.end_lineno or 0) - node.lineno + 1}"
        for path in PRODUCT
        for node in _functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > (50 if {"pages", "components"} & set(path.parts) else 40)
    ]

    assert long == []


def test_only_the_listed_files_open_a_session_across_agencies() -> None:
    callers = {
        _name(path)
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Name) and node.id == "house_session")
        or (isinstance(node, ast.Attribute) and node.attr == "house_session")
    }

    assert callers <= ACROSS_AGENCIES, "a new caller sees across agencies: is it needed? then list it with its reason"


def test_money_never_meets_a_float() -> None:
    places = [PROJECT / "onyx_app" / "money.py"]
    for floor in ("rules", "tables", "services"):
        places += (PROJECT / "onyx_app" / floor).rglob("*.py")
    floats = [
        f"{_name(path)}:{node.lineno}"
        for path in places
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and type(node.value) is float)
    ]

    assert floats == []


def test_the_word_model_is_not_used() -> None:
    allowed = re.compile(
        r"model_config|model_validator|groq_model|GROQ_MODEL|model=|\"model\"|\.model\b|model_dump|BaseModel|model_fields"
    )
    used = [
        f"{_name(path)}:{number}"
        for path in PRODUCT
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"\bmodels?\b|_models?\b|\bmodels?_", allowed.sub("", line), re.IGNORECASE)
    ]

    assert used == []


@pytest.mark.parametrize("name", ["onyx_app.services.timeclock", "jobs.__main__", "onyx_app.cli"])
def test_importing_what_is_no_page_does_not_load_the_web_framework(name: str) -> None:
    code = f"import sys, {name}; sys.exit('reflex' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


@pytest.mark.parametrize("language", strings.languages())
def test_every_language_has_the_same_sentences_and_parameters(language: str) -> None:
    def shape(texts: dict[str, str]) -> dict[str, set[str]]:
        return {key: set(re.findall(r"{(\w+)", text)) for key, text in texts.items()}

    assert shape(strings.catalogue(language)) == shape(strings.catalogue(strings.DEFAULT))


def test_every_sentence_key_used_in_the_code_exists() -> None:
    texts = strings.catalogue(strings.DEFAULT)
    columns = {key.split(".")[0] for key in texts}
    used = {
        (node.value, _name(path))
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _looks_like_a_key(node.value, columns)
    } - {(action, _name(path)) for path in PRODUCT for action in _audited(path)}
    plurals = {key.rpartition(".")[0] for key in texts if key.endswith(".other")}
    # `f"shell.theme_{name}"` leaves its beginning behind: some key must go on from there.
    prefixes = {key[:end] for key in texts for end in range(1, len(key)) if key[end - 1] == "_"} | {
        ".".join(key.split(".")[:n]) for key in texts for n in range(1, key.count(".") + 1)
    }

    assert {(key, where) for key, where in used if key not in texts and key not in plurals | prefixes} == set()


def _audited(path: Path) -> Iterator[str]:
    """Names of deeds in the audit trail look like keys and are none."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if "note" in name:
                yield from (
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                )


def _looks_like_a_key(value: str, columns: set[str]) -> bool:
    return bool(re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)+", value)) and value.split(".")[0] in columns


@pytest.mark.parametrize("path", sorted((PROJECT / "tests" / "oracle").rglob("*.py")), ids=_name)
def test_the_oracle_knows_nothing_of_the_rules_it_checks(path: Path) -> None:
    imported = {
        name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip

    assert not {name for name in imported if name.startswith(("onyx_app.rules", "onyx_app.services"))}
