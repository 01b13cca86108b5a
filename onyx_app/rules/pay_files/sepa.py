"""Payments for the bank: a SEPA credit transfer, pain.001.001.09, checked against its schema before it leaves."""

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.easter import easter
from sepaxml import SepaTransfer
from sepaxml.validation import try_valid_xml
from text_unidecode import unidecode

SCHEMA = "pain.001.001.09"
CURRENCY = "EUR"
# The countries of SEPA by the first letters of their IBANs (European Payments Council, list of 2025). The second
# ones lie outside the EEA: payments there name the bank as well.
_EEA = re.compile("AT|BE|BG|CY|CZ|DE|DK|EE|ES|FI|FR|GR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK")
_BEYOND = re.compile("AD|AL|CH|GB|GI|MC|MD|ME|MK|RS|SM|VA")
_NOT_SEPA = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")
_NAME, _ABOUT, _NAMESPACE = 70, 140, f"{{urn:iso:std:iso:20022:tech:xsd:{SCHEMA}}}"
_NOTHING = "NOTPROVIDED"  # what banks want to read where there is nothing
_FIXED_HOLIDAYS = ((1, 1), (5, 1), (12, 25), (12, 26))
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Account:
    """`bic` may be empty where the bank is found by the IBAN alone."""

    holder: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """`cents` of EUR to one account; `reference` travels with it end to end."""

    to: Account
    cents: int
    reference: str
    about: str


@dataclass(frozen=True, slots=True)
class Order:
    """What one account pays on one day, booked as one. `source` is what it pays: the same pays the same."""

    payer: Account
    payments: tuple[Payment, ...]
    on: date
    made_at: datetime
    source: str

    @property
    def message_id(self) -> str:
        """The same for the same payments, whenever they are written down: a bank takes a message once."""
        told = [f"{one.reference} {one.to.iban} {one.cents}" for one in self.payments]
        return "ONYX-" + hashlib.sha256("\n".join([self.source, self.payer.iban, *told]).encode()).hexdigest()[:28]


def within_sepa(iban: str) -> bool:
    return bool(_EEA.match(iban) or _BEYOND.match(iban))


def needs_bic(iban: str) -> bool:
    """Outside the EEA the IBAN alone does not find the bank."""
    return bool(_BEYOND.match(iban))


def next_bank_day(day: date) -> date:
    """The first day from `day` on that banks settle on (TARGET: no weekends, six holidays)."""
    while day.weekday() >= 5 or (day.month, day.day) in _FIXED_HOLIDAYS or _around_easter(day):
        day += _DAY
    return day


def sepa_text(words: str, longest: int) -> str:
    """In the letters every bank takes; what has none becomes a space."""
    plain = _NOT_SEPA.sub(" ", unidecode(words.replace("&", "+")))
    return " ".join(plain.split()).lstrip("/ ")[:longest].strip().rstrip("/")


def payment_xml(order: Order) -> bytes:
    """The file.

    Raises:
        sepaxml.validation.ValidationError: it is not what the schema asks for; nothing leaves.
    """
    transfer = SepaTransfer(_party(order.payer) | {"batch": True, "currency": CURRENCY}, schema=SCHEMA)
    for one in order.payments:
        transfer.add_payment(
            _party(one.to)
            | {
                "amount": one.cents,
                "execution_date": order.on,
                "description": sepa_text(one.about, _ABOUT) or _NOTHING,
                "endtoend_id": one.reference,
            }
        )
    written = _finished(transfer.export(validate=False), order)
    try_valid_xml(written, SCHEMA)
    return written


def _party(account: Account) -> dict[str, Any]:
    party = {"name": sepa_text(account.holder, _NAME) or _NOTHING, "IBAN": account.iban}
    return party | ({"BIC": account.bic} if account.bic else {})


def _finished(written: bytes, order: Order) -> bytes:
    """Our own ids and time in place of random ones, and what banks want to read where no BIC is given."""
    tree = ET.fromstring(written)  # noqa: S314 (our own file)
    _only(tree, "GrpHdr/MsgId").text = order.message_id
    _only(tree, "GrpHdr/CreDtTm").text = order.made_at.strftime("%Y-%m-%dT%H:%M:%S")
    _only(tree, "PmtInf/PmtInfId").text = f"{order.message_id}-1"
    for bank in tree.iter(f"{_NAMESPACE}FinInstnId"):
        if len(bank) == 0:
            other = ET.SubElement(bank, f"{_NAMESPACE}Othr")
            ET.SubElement(other, f"{_NAMESPACE}Id").text = _NOTHING
    ET.register_namespace("", _NAMESPACE.strip("{}"))
    body: bytes = ET.tostring(tree, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def _only(tree: ET.Element, path: str) -> ET.Element:
    found = tree.find("/".join(f"{_NAMESPACE}{part}" for part in ("CstmrCdtTrfInitn", *path.split("/"))))
    if found is None:
        raise LookupError(path)
    return found


def _around_easter(day: date) -> bool:
    return any(day == one for one in _easter_days(day.year))


def _easter_days(year: int) -> Iterator[date]:
    """Good Friday and Easter Monday."""
    sunday = easter(year)
    yield sunday - 2 * _DAY
    yield sunday + _DAY
