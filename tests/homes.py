"""An ONYX_HOME for a test; as root its data lies outside pytest's folder, and is removed from there too."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onyx_app.embedded import place


@contextmanager
def home_in(folder: Path) -> Iterator[Path]:
    """`folder/home`, not made yet."""
    home = folder / "home"
    try:
        yield home
    finally:
        shutil.rmtree(place(home).base, ignore_errors=True)
