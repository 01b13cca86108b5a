"""What a built package holds: a file that is no Python is left out of a wheel unless it is named."""

import tomllib

from onyx_app.config import PROJECT

SETTINGS = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
PACKAGE = PROJECT / "onyx_app"


def test_every_file_the_package_reads_is_in_the_wheel() -> None:
    named = {file for glob in SETTINGS["tool"]["setuptools"]["package-data"]["onyx_app"] for file in PACKAGE.glob(glob)}
    beside = {
        file
        for file in PACKAGE.rglob("*")
        if file.is_file() and file.suffix not in (".py", ".pyc") and not file.name.startswith(".")
    }

    assert beside - named == set()
