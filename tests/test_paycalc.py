"""`onyx pay-calc` as a person runs it: JSON in, JSON out, one sentence when it cannot be."""

import json
import re
import subprocess
import sys

import pytest

from onyx_app.config import PROJECT

DOCUMENT = (PROJECT / "docs" / "pay-calc.md").read_text("utf-8")
CASE, RESULT = re.findall(r"```json\n(.+?)```", DOCUMENT, re.DOTALL)


def pay_calc(text: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "onyx_app.cli", "pay-calc"]
    return subprocess.run(command, input=text, capture_output=True, text=True, cwd=PROJECT, check=False, timeout=60)


def test_the_example_of_the_document_gives_its_result() -> None:
    done = pay_calc(CASE)

    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert {key: result[key] for key in json.loads(RESULT)} == json.loads(RESULT)
    assert re.fullmatch(r"[0-9a-f]{64}", result["seal"])


def test_what_needs_attention_is_a_sentence_and_no_failure() -> None:
    done = pay_calc(CASE.replace('"end": "2026-03-29T06:00+02:00"', '"end": null'))

    assert done.returncode == 0
    (item,) = json.loads(done.stdout)["attention"]
    assert (item["concern"], item["person"], item["subjects"]) == ("open_timesheet", "mia", ["t1"])
    assert item["says"] == "The timesheet is still open. Clock out, or correct it."


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("2026-03-29T06:00+02:00", "2026-03-28T21:00+01:00", "the clock-out is before the clock-in"),
        ("2026-03-29T06:00+02:00", "2026-03-30T06:00+02:00", "longer than 24 hours"),
        ("Europe/Berlin", "Europe/Atlantis", "no time zone Europe/Atlantis"),
        ("2000", "-2000", "greater than or equal to 0"),
        ("2000", "20.00", "valid integer"),
        ("{", "", "Invalid JSON"),
    ],
)
def test_an_impossible_case_is_one_sentence_and_status_1(was: str, now: str, says: str) -> None:
    done = pay_calc(CASE.replace(was, now))

    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_every_concern_and_refusal_has_its_sentence() -> None:
    from onyx_app import strings
    from onyx_app.rules.pay import Concern

    texts = strings.catalogue("en")
    source = (PROJECT / "onyx_app" / "rules" / "pay" / "checking.py").read_text("utf-8")

    assert all(f"pay.attention.{concern}" in texts for concern in Concern)
    assert all(f"pay.refused.{why}" in texts for why in re.findall(r'CaseRefused\("(\w+)"', source))
