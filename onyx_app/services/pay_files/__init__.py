"""What leaves the payroll: payslips as PDF, a run as CSV, payments for the bank.

Only of runs that were approved: before that nothing is final, and nothing leaves.
"""

from onyx_app.services.pay_files._papers import all_slips, paper
from onyx_app.services.pay_files._payments import (
    NoPayer,
    NoSuchDay,
    NotFinal,
    NothingToPay,
    NotReady,
    PaymentFile,
    Payments,
    payment_day,
    payment_file,
    payments,
)
from onyx_app.services.pay_files._tables import lines_csv, slips_csv

__all__ = [
    "NoPayer",
    "NoSuchDay",
    "NotFinal",
    "NotReady",
    "NothingToPay",
    "PaymentFile",
    "Payments",
    "all_slips",
    "lines_csv",
    "paper",
    "payment_day",
    "payment_file",
    "payments",
    "slips_csv",
]
