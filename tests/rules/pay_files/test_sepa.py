"""A payment file: what the schema asks for, letters every bank takes, ids that make paying twice visible."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sepaxml
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from onyx_app.rules.pay_files.sepa import (
    SCHEMA,
    Account,
    Order,
    Payment,
    needs_bic,
    next_bank_day,
    payment_xml,
    sepa_text,
    within_sepa,
)

NAMESPACE = {"p": f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"}
LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ")
PAYER = Account("Northlight Agency & Söhne GmbH", "DE89370400440532013000")
ORDER = Order(
    PAYER,
    (
        Payment(Account("Γιώργος Παπαδόπουλος", "GR1601101250000000012300695"), 123_456, "PAYSLIP-7", "Payslip 7"),
        Payment(Account("Jürg Müller", "CH9300762011623852957", "POFICHBEXXX"), 5, "PAYSLIP-8", "Payslip 8, März"),
    ),
    date(2026, 4, 7),
    datetime(2026, 4, 2, 9, 0, tzinfo=UTC),
    "a run",
)


def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(Path(sepaxml.__file__).parent / "schemas" / f"{SCHEMA}.xsd")


def found(written: bytes, path: str) -> list[ET.Element]:
    return ET.fromstring(written).findall(f".//p:{path.replace('/', '/p:')}", NAMESPACE)  # noqa: S314 (our own)


def texts(written: bytes, path: str) -> list[str | None]:
    return [one.text for one in found(written, path)]


def test_the_file_is_what_the_schema_asks_for_and_adds_up() -> None:
    written = payment_xml(ORDER)

    schema().validate(written.decode())
    assert texts(written, "GrpHdr/NbOfTxs") == texts(written, "PmtInf/NbOfTxs") == ["2"]
    assert texts(written, "GrpHdr/CtrlSum") == texts(written, "PmtInf/CtrlSum") == ["1234.61"]
    assert texts(written, "InstdAmt") == ["1234.56", "0.05"]
    assert {one.get("Ccy") for one in found(written, "InstdAmt")} == {"EUR"}
    assert texts(written, "EndToEndId") == ["PAYSLIP-7", "PAYSLIP-8"]
    assert texts(written, "ReqdExctnDt/Dt") == ["2026-04-07"]
    assert texts(written, "BtchBookg") == ["true"]
    assert texts(written, "CdtrAcct/Id/IBAN") == ["GR1601101250000000012300695", "CH9300762011623852957"]
    assert texts(written, "DbtrAcct/Id/IBAN") == [PAYER.iban]
    assert texts(written, "DbtrAgt/FinInstnId/Othr/Id") == ["NOTPROVIDED"]
    assert texts(written, "CdtrAgt/FinInstnId/BICFI") == ["POFICHBEXXX"]


def test_names_are_in_the_letters_every_bank_takes() -> None:
    written = payment_xml(ORDER)

    assert texts(written, "Dbtr/Nm") == ["Northlight Agency + Sohne GmbH"]
    assert texts(written, "Cdtr/Nm") == ["Giorgos Papadopoulos", "Jurg Muller"]
    assert texts(written, "RmtInf/Ustrd") == ["Payslip 7", "Payslip 8, Marz"]


def test_the_same_payments_are_the_same_message_on_any_day_and_others_are_not() -> None:
    later = replace(ORDER, made_at=datetime(2026, 5, 1, tzinfo=UTC), on=date(2026, 5, 4))
    fewer = replace(ORDER, payments=ORDER.payments[:1])

    assert payment_xml(ORDER) == payment_xml(ORDER)
    assert texts(payment_xml(later), "MsgId") == texts(payment_xml(ORDER), "MsgId")
    assert texts(payment_xml(fewer), "MsgId") != texts(payment_xml(ORDER), "MsgId")
    assert texts(payment_xml(later), "CreDtTm") == ["2026-05-01T00:00:00"]


@settings(max_examples=12, deadline=None)  # the schema is read for each
@given(st.lists(st.tuples(st.text(max_size=90), st.integers(1, 10**11)), min_size=1, max_size=5))
def test_whatever_people_are_called_the_file_is_valid_and_no_cent_is_lost(people: list[tuple[str, int]]) -> None:
    paid = tuple(
        Payment(Account(name, PAYER.iban), cents, f"PAYSLIP-{at}", name) for at, (name, cents) in enumerate(people)
    )
    written = payment_xml(replace(ORDER, payments=paid))

    assert texts(written, "GrpHdr/CtrlSum") == [f"{sum(cents for _, cents in people) / 100:.2f}"]
    said = [text or "" for text in (*texts(written, "Cdtr/Nm"), *texts(written, "RmtInf/Ustrd"))]
    assert set("".join(said)) <= LETTERS and all(said)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Żółć & Co. <b>", "Zolc + Co. b"),
        ("//Ada//", "Ada"),
        ("Олександр", "Oleksandr"),
        ("a" * 80, "a" * 70),
        ("🙂", ""),
    ],
)
def test_text_for_banks(written: str, plain: str) -> None:
    assert sepa_text(written, 70) == plain


@pytest.mark.parametrize(
    ("day", "settles"),
    [
        (date(2026, 4, 2), date(2026, 4, 2)),
        (date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday to the Tuesday after Easter
        (date(2026, 5, 1), date(2026, 5, 4)),
        (date(2026, 12, 24), date(2026, 12, 24)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_banks_settle_on_their_own_days(day: date, settles: date) -> None:
    assert next_bank_day(day) == settles


def test_where_sepa_reaches_and_where_it_asks_for_the_bank() -> None:
    assert [within_sepa(iban) for iban in ("DE89", "GB29", "RS35", "UA21", "TR33", "GE29")] == [True] * 3 + [False] * 3
    assert [needs_bic(iban) for iban in ("DE89", "GR16", "GB29", "CH93")] == [False, False, True, True]
