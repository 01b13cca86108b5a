"""`onyx pay-calc < case.json > result.json`: the pay engine on anyone's figures. Schema: docs/pay-calc.md."""

import json
import sys
from typing import Any, TextIO

from onyx_app import strings
from onyx_app.rules.pay import CaseRefused, Run, calculate, case_json, read_case, run_json, seal


def main(stdin: TextIO, stdout: TextIO, stderr: TextIO | None = None) -> int:
    """Read a case, write its run. Exit status 0, or 1 with one sentence when the case cannot be calculated."""
    try:
        case = read_case(stdin.read())
    except CaseRefused as refused:
        print(strings.say("en", refused.key, **refused.parameters), file=stderr or sys.stderr)
        return 1
    run = calculate(case)
    stdout.write(json.dumps(_result(run, seal(case_json(case))), indent=2, ensure_ascii=False) + "\n")
    return 0


def _result(run: Run, sealed: str) -> dict[str, Any]:
    """The run, its seal, and for every item that needs attention the sentence a screen would show."""
    result: dict[str, Any] = {"attention": [], **json.loads(run_json(run)), "seal": sealed}
    for item in result["attention"]:
        item["says"] = strings.say("en", f"pay.attention.{item['concern']}")
    return result
