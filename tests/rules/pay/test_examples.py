"""docs/pay-examples.md, executed as it stands: the arithmetic by itself, then line by line against the engine."""

import ast
import io
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from onyx_app import paycalc
from onyx_app.config import PROJECT
from onyx_app.money import exponent, round_half_up

DOCUMENT = (PROJECT / "docs" / "pay-examples.md").read_text("utf-8")
EXAMPLE = re.compile(r"^## (\d+\. .+?)$.*?```json\n(.+?)```.*?```text\n(.+?)```", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"(?:(?P<person>\w+) · )?(?P<name>[^:]+): (?P<sum>.+?)(?: (?P<currency>[A-Z]{3}))?")
EXAMPLES = EXAMPLE.findall(DOCUMENT)
TOTAL, NEXT_RUN = "total", "next run"


@dataclass(frozen=True)
class Step:
    """One line of arithmetic: `value` is what the author wrote last, `exact` what the expression comes to."""

    person: str
    name: str
    exact: Fraction
    value: Fraction
    currency: str

    @property
    def minor(self) -> int:
        return int(self.value * 10 ** exponent(self.currency))


def work_out(expression: str) -> Fraction:
    """+ − × ÷ % and brackets, exactly."""
    plain = re.sub(r"([\d.]+) %", r"(\1 / 100)", expression)
    for sign, operator in (("×", "*"), ("÷", "/"), ("−", "-")):
        plain = plain.replace(sign, operator)
    return value_of(ast.parse(plain.strip(), mode="eval").body, plain.strip())


def value_of(node: ast.expr, text: str) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(ast.get_source_segment(text, node) or "")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -value_of(node.operand, text)
    assert isinstance(node, ast.BinOp), f"not arithmetic: {text}"
    left, right = value_of(node.left, text), value_of(node.right, text)
    if isinstance(node.op, ast.Add):
        return left + right
    if isinstance(node.op, ast.Sub):
        return left - right
    return left * right if isinstance(node.op, ast.Mult) else left / right


def steps_of(text: str) -> list[Step]:
    steps = []
    for line in text.strip().splitlines():
        if line.startswith("attention:"):
            continue
        found = STEP.fullmatch(line)
        assert found, f"cannot read: {line}"
        parts = found["sum"].split(" = ")
        person, name, currency = found["person"] or "", found["name"], found["currency"] or ""
        steps.append(Step(person, name, work_out(parts[0]), work_out(parts[-1]), currency))
    return steps


def result_of(case: str) -> dict[str, Any]:
    out, errors = io.StringIO(), io.StringIO()
    assert paycalc.main(io.StringIO(case), out, errors) == 0, errors.getvalue()
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_there_are_at_least_thirty_examples_numbered_in_order() -> None:
    assert len(EXAMPLES) >= 30
    assert [int(title.split(".")[0]) for title, _, _ in EXAMPLES] == list(range(1, len(EXAMPLES) + 1))
    assert DOCUMENT.count("```json") == DOCUMENT.count("```text") == len(EXAMPLES)


@pytest.mark.parametrize(("title", "case", "text"), EXAMPLES, ids=[title for title, _, _ in EXAMPLES])
def test_the_arithmetic_is_right(title: str, case: str, text: str) -> None:
    for step in steps_of(text):
        if step.currency:
            scale = 10 ** exponent(step.currency)
            exact = step.exact * scale
            rounded = round_half_up(Decimal(exact.numerator) / Decimal(exact.denominator))
            assert rounded == step.value * scale, step
        else:
            assert step.exact == step.value, step


@pytest.mark.parametrize(("title", "case", "text"), EXAMPLES, ids=[title for title, _, _ in EXAMPLES])
def test_the_engine_says_the_same_line_by_line(title: str, case: str, text: str) -> None:
    result = result_of(case)
    slips = result["slips"]
    only = slips[0]["person"] if len(slips) == 1 else ""

    said = [(step.person or only, step.name, step.minor, step.currency) for step in steps_of(text) if step.currency]

    assert [line for line in said if line[1] not in (TOTAL, NEXT_RUN)] == [
        (slip["person"], line["kind"], line["amount"], line["currency"]) for slip in slips for line in slip["lines"]
    ]
    for name, key in ((TOTAL, "totals"), (NEXT_RUN, "carried")):
        assert [line for line in said if line[1] == name] == [
            (slip["person"], name, amount, currency) for slip in slips for currency, amount in slip.get(key, {}).items()
        ]
    concerns = re.findall(r"^attention: (\w+)$", text, re.MULTILINE)
    assert concerns == [item["concern"] for item in result["attention"]]


def test_expressions_are_worked_out_exactly() -> None:
    assert work_out("450 × 20.00 ÷ 60") == Fraction(150)
    assert work_out("−(1234.56 × 3.33 %)") == -Fraction("41.110848")
    assert work_out("(8 − 1) × 60") == 420
