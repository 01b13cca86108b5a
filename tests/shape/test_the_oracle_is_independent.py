"""The oracle of pay shares nothing with what it checks: read from the syntax tree, not promised."""

import ast
from pathlib import Path

ORACLE = Path(__file__).parents[1] / "oracle"
ALLOWED = ("tests.oracle.", "collections", "datetime", "decimal", "functools", "json", "random", "typing", "zoneinfo")


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Name) and node.id in ("__import__", "eval", "exec"):
            names.add(node.id)
    return names


def test_the_oracle_imports_the_standard_library_and_itself_alone() -> None:
    files = list(ORACLE.glob("*.py"))

    assert {"pay.py", "minutes.py", "commission.py", "cases.py"} <= {file.name for file in files}
    for file in files:
        strange = {name for name in imported(file) if not name.startswith(ALLOWED)}
        assert not strange, f"{file.name} imports {strange}"
