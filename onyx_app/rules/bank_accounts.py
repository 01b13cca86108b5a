"""Is this an IBAN? ISO 13616: country, length, and a checksum that catches every single wrong digit."""

import re
from typing import Any

from onyx_app.errors import OnyxError

_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_SPACES = re.compile(r"[\s\u00a0\-]+")
# Lengths by country, from the SWIFT IBAN registry: all of SEPA, and the neighbours people are paid in.
_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24,
    "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "TN": 24, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}  # fmt: skip


class WrongIban(OnyxError):
    """Not an account anybody could be paid to."""

    key = "bank_accounts.iban_shape"
    field = "iban"

    def __init__(self, reason: str, **parameters: Any) -> None:
        super().__init__(**parameters)
        self.key = f"bank_accounts.iban_{reason}"  # type: ignore[misc]


_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


class WrongBic(OnyxError):
    """Not the code of a bank."""

    key = "bank_accounts.bic_shape"
    field = "bic"


def clean_bic(written: str) -> str:
    """A bank's code (ISO 9362) in capitals, or "" where none is given.

    Raises:
        WrongBic: not eight or eleven characters of the right kind.
    """
    bic = _SPACES.sub("", written).upper()
    if bic and not _BIC.fullmatch(bic):
        raise WrongBic
    return bic


def clean_iban(written: str) -> str:
    """An IBAN without its spaces, in capitals.

    Raises:
        WrongIban: shape, length or checksum.
    """
    iban = _SPACES.sub("", written).upper()
    if not _SHAPE.fullmatch(iban):
        raise WrongIban("shape")
    length = _LENGTHS.get(iban[:2])
    if length is None:
        raise WrongIban("country", country=iban[:2])
    if len(iban) != length:
        raise WrongIban("length", country=iban[:2], length=length, given=len(iban))
    if int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 != 1:
        raise WrongIban("checksum")
    return iban
