"""The cases of a pay run, read from the database: what the engine calculates from, and nothing else.

A constant number of queries however many people; sales are grouped by SQL before the engine sees them. `cases_for` is
a case per person, as runs store them; `case_for` puts them into one.
"""

from onyx_app.services.pay_case._case import Cases, OneCase, case_for, cases_for
from onyx_app.services.pay_case._stored import StoredCase, pack, stored_cases, unpack

__all__ = ["Cases", "OneCase", "StoredCase", "case_for", "cases_for", "pack", "stored_cases", "unpack"]
