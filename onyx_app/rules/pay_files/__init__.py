"""What leaves the payroll as a file: what a payslip says, a run as CSV, payments for the bank.

Pure: from values to bytes. The same values give the same bytes, so a file can be compared with one sent earlier.
"""
