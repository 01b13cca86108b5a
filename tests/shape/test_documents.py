"""The documents say what is so."""

import re
from typing import Any

from pydantic import SecretStr
from typer.main import get_command

from onyx_app.cli import app
from onyx_app.config import PROJECT, Settings

README = (PROJECT / "README.md").read_text("utf-8")


def test_the_readme_lists_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| `?([^`|]*?)`? \|", README, re.MULTILINE))
    expected = {
        name.upper(): ".onyx"
        if name == "onyx_home"
        else ""
        if isinstance(field.default, SecretStr)
        else str(field.default)
        for name, field in Settings.model_fields.items()
    }

    assert {name: value.strip() for name, value in rows.items()} == expected


def test_every_document_a_document_names_exists() -> None:
    missing = [
        f"{document.name} → {target}"
        for document in [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8"))
        if not (document.parent / target).exists()
    ]

    assert missing == []


def test_every_make_verb_of_the_readme_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    verbs = set(re.findall(r"make ([a-z]+)", README))

    assert {verb for verb in verbs if not re.search(rf"^{verb}:", makefile, re.MULTILINE)} == set()


def test_the_readme_lists_every_command_of_onyx() -> None:
    listed = set(re.findall(r"`onyx ([a-z-]+(?: create)?)", README))

    assert _commands(get_command(app)) <= listed


def _commands(group: Any, before: str = "") -> set[str]:
    names = {f"{before}{name}": command for name, command in group.commands.items()}
    return {
        inner
        for name, command in names.items()
        for inner in (_commands(command, f"{name} ") if hasattr(command, "commands") else {name})
    }
