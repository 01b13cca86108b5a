"""One case, one text, one seal: in any process and whatever the order of its facts."""

import json
import os
import subprocess
import sys

from onyx_app.rules.pay import case_json, read_case, seal
from tests.oracle.cases import random_case

SCRIPT = """
import sys
from onyx_app.rules.pay import case_json, read_case, seal
print(seal(case_json(read_case(sys.stdin.read()))))
"""


def test_the_canonical_text_reads_back_to_itself() -> None:
    for seed in range(100):
        text = case_json(read_case(json.dumps(random_case(seed))))

        assert case_json(read_case(text)) == text


def test_a_new_process_with_another_hash_seed_gives_the_same_seal() -> None:
    text = json.dumps(random_case(7))

    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
        ).stdout.strip()
        for hash_seed in ("1", "2")
    }

    assert found == {seal(case_json(read_case(text)))}


def test_spelling_of_times_does_not_matter_to_the_seal_but_a_minute_does() -> None:
    case = {
        "agency": {"zone": "Europe/Berlin"},
        "period": {"first": "2026-05-01", "end": "2026-06-01"},
        "people": [{"id": "a", "sheets": [{"id": "t", "start": "2026-05-04T10:00+02:00", "end": "2026-05-04T12:00Z"}]}],
    }
    text = json.dumps(case)

    same, other = text.replace("10:00+02:00", "08:00:40Z"), text.replace("10:00+02:00", "10:01+02:00")

    sealed, sealed_same, sealed_other = (seal(case_json(read_case(each))) for each in (text, same, other))

    assert sealed == sealed_same
    assert sealed != sealed_other


def test_money_is_never_a_float() -> None:
    for seed in range(50):
        text = case_json(read_case(json.dumps(random_case(seed))))

        json.loads(text, parse_float=lambda number: (_ for _ in ()).throw(AssertionError(number)))
