"""The case of a pay run, read from the database: what the engine calculates from, and nothing else.

A constant number of queries however many people; sales are grouped by SQL before the engine sees them.
"""

from onyx_app.services.pay_case._case import case_for

__all__ = ["case_for"]
