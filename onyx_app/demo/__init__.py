"""Two sample agencies with 90 days of believable history, for `make demo` only.

Everything here goes through the same row security as the product; `up` never calls it.
"""

from onyx_app.demo.seeding import seed

__all__ = ["seed"]
