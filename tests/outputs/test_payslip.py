"""A payslip on paper: readable by programs, the same bytes each time, whatever the names and however much it holds."""

import re
import warnings
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from fpdf import FPDF
from PIL import Image

from onyx_app.outputs.payslip import payslip_pdf
from onyx_app.outputs.sheet import BOTTOM, LEFT, RIGHT
from onyx_app.rules.pay_files.paper import Item, Paper, Sold, Stretch, Version
from onyx_app.rules.periods import Period
from tests.pdf import pages_of, text_of

PLAN = Version(UUID(int=1), date(2026, 1, 1), "EUR", {"hourly": 1250, "commission": [{"id": "all", "percent": "10"}]})


@dataclass(frozen=True)
class Line:
    kind: str
    amount: int
    currency: str = "EUR"
    quantity: int = 1
    unit: str = "once"
    rate: int = 1
    percent: int = 10_000
    per: int = 1
    details: dict[str, Any] = field(default_factory=dict)


def png(width: int, height: int) -> bytes:
    written = BytesIO()
    Image.new("RGBA", (width, height), "#7c5cff80").save(written, "PNG")
    return written.getvalue()


HOURS = Item(Line("hours", 10_000, quantity=480, unit="minutes", rate=1250, per=60), (PLAN.plan_id,))
PAPER = Paper(
    agency="Northlight Agency", accent="#7c5cff", logo=png(256, 128), language="en", zone="Europe/Bucharest",
    person="Ada Chatter", number=12, period=Period(date(2026, 3, 1), date(2026, 4, 1)),
    issued_at=datetime(2026, 4, 2, 9, tzinfo=UTC), paid_on=None, reversed_on=None, note="", run="a-run", seal="ab" * 32,
    engine="1", link="https://app.example.com/me/pay?open=1", items=(HOURS,),
    stretches=(Stretch(date(2026, 3, 2), datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 16, tzinfo=UTC), 0,
                       480, 480),),
    versions=(PLAN,), totals=(("EUR", 10_000),), carried=(), creators={"c": "Luna"},
)  # fmt: skip


def test_a_reader_s_programs_know_its_title_its_language_and_who_wrote_it() -> None:
    written = payslip_pdf(PAPER)

    title = "Payslip 12 · Ada Chatter · Mar 1 – 31, 2026".encode("utf-16-be").hex().encode()
    assert title in written.lower()
    assert b"/Lang (en)" in written and b"/DisplayDocTitle true" in written
    assert b"/CreationDate (D:20260402090000Z)" in written
    assert b"/URI (https://app.example.com/me/pay?open=1)" in written


def test_the_same_slip_is_the_same_file_and_another_state_of_it_is_not() -> None:
    assert payslip_pdf(PAPER) == payslip_pdf(PAPER)
    assert payslip_pdf(PAPER) != payslip_pdf(replace(PAPER, paid_on=date(2026, 4, 3)))


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ({"paid_on": date(2026, 4, 3)}, "Paid on\nApr 3, 2026"),
        ({}, "Paid on\nNot paid yet"),
        ({"reversed_on": date(2026, 4, 4)}, "This payslip was taken back on Apr 4, 2026."),
        ({"note": "Approved by the only person who may approve pay."}, "Approved by the only person"),
        ({"totals": (("EUR", 1), ("JPY", 1234))}, "To pay\n€0.01\n¥1,234"),
        ({"totals": ()}, "To pay\nNothing"),
        ({"carried": (("GBP", -500),)}, "Carried to the next slip\n-£5.00"),
    ],
)
def test_it_says_where_it_stands(state: dict[str, Any], says: str) -> None:
    assert says in text_of(payslip_pdf(replace(PAPER, **state)))


def test_every_kind_of_line_shows_its_own_sum() -> None:
    lines = [
        Line("weekly_overtime", 1250, quantity=120, unit="minutes", rate=1250, percent=5000, per=60,
             details={"week": "2026-03-09"}),
        Line("base", 96_774, quantity=15, unit="days", rate=200_000, per=31),
        Line("commission", 210, quantity=3, unit="sales", rate=70, details={"creator": "c", "income": "tip"}),
        Line("guarantee", 500, details={"parts": [["guaranteed", 10_000], ["earned", 9500]]}),
        Line("clawback", -80, details={"reason": "x", "parts": [["paid", 80], ["reversed", 8], ["of", 8],
                                                                 ["already", 0]]}),
        Line("deduction", -1000, quantity=10_000, unit="money", rate=-1, percent=1000, details={"reason": "Fund"}),
        Line("advance", -5000, details={"parts": [["left", 5000]]}),
        Line("leave", 5000, quantity=480, unit="minutes", rate=1250, percent=5000, per=60,
             details={"reason": "vacation", "sources": [["id:2026-03-20", 480]]}),
    ]  # fmt: skip

    said = text_of(payslip_pdf(replace(PAPER, items=tuple(Item(line) for line in lines))))

    for expected in (
        "Weekly overtime\n2h 0m\n€12.50 / h\n50%\n€12.50\nweek of Mar 9, 2026",
        "Base\n15 days\n€2,000.00 ÷ 31\n€967.74",
        "Commission · Luna, Tips\n3 sales\n€0.70\n€2.10",
        "Filled up to the guarantee\n€5.00\nguaranteed €100.00, earned €95.00",
        "Taken back for a refund\n-€0.80\ncommission paid €0.80, refunded €0.08 of €0.08, taken back before €0.00",
        "Deduction · Fund\n€100.00\n10%\n-€10.00",
        "Repaid advance\n-€50.00\nstill to repay €50.00",
        "Fri, Mar 20 · vacation leave\n8h 0m",
    ):
        assert expected in said


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Γιώργος Παπαδόπουλος", "Γιώργος Παπαδόπουλος"),
        ("Ольга Ґонґадзе-Ђорђевић", "Ольга Ґонґадзе-Ђорђевић"),
        ("Łukasz Żółć Ștefan Ðorđe", "Łukasz Żółć Ștefan Ðorđe"),
        ("Jose\u0301", "José"),
        ("山田太郎", "Shan Tian Tai Lang"),
        ("Ada 🙂", "Ada"),
    ],
)
def test_names_are_in_their_own_letters_or_in_latin_ones(name: str, written: str) -> None:
    assert f"For\n{written}\nPeriod" in text_of(payslip_pdf(replace(PAPER, person=name)))


def test_nothing_is_written_past_the_edges_however_long_the_names_and_amounts(monkeypatch: pytest.MonkeyPatch) -> None:
    placed: list[tuple[float, float, str]] = []
    real = FPDF.text

    def watched(self: FPDF, x: float, y: float, text: str = "") -> None:
        placed.append((x, x + self.get_string_width(text), text))
        assert y < BOTTOM + 12
        real(self, x, y, text)

    monkeypatch.setattr(FPDF, "text", watched)
    long, sold = "Wolfeschlegelsteinhausenbergerdorff" * 3, Sold(date(2026, 3, 1), "M" * 80, "message", "RON", 99_999,
                                                                  10**9, 10**9, 10**8, 10**8, 2)  # fmt: skip
    item = Item(Line("commission", 10**9, "RON", details={"reason": "W" * 300}), (PLAN.plan_id,), (sold,) * 3)
    payslip_pdf(replace(PAPER, agency=long, person=long, items=(item,), totals=(("RON", 10**11), ("USD", 10**11))))

    assert [text for start, end, text in placed if start < LEFT - 0.1 or end > RIGHT + 0.1] == []


@pytest.mark.parametrize("logo", [None, png(256, 16), png(16, 256), png(1, 1)])
def test_a_logo_of_any_shape_or_none(logo: bytes | None) -> None:
    written = payslip_pdf(replace(PAPER, logo=logo))

    assert pages_of(written)[0].startswith("Payslip 12\nNorthlight Agency")
    assert (b"/Subtype /Image" in written) is (logo is not None)


def test_a_thousand_sales_repeat_their_titles_on_every_page() -> None:
    sold = tuple(Sold(date(2026, 3, 1 + at % 31), "Luna", "tip", "EUR", 1, 100, 80, 0, 8) for at in range(1000))
    item = Item(Line("commission", 8000, quantity=80_000, unit="money", percent=1000), (PLAN.plan_id,), sold)

    pages = pages_of(payslip_pdf(replace(PAPER, items=(item,))))

    with_sales = [page for page in pages if "Luna, Tips\n1\n" in page]
    assert sum(page.count("Luna, Tips\n1\n") for page in pages) == 1000
    assert all("Day\nSale\nCount\nGross\nNet\nRefunded\nCommission" in page for page in with_sales)
    assert [re.findall(r"Page (\d+) of (\d+)$", page) for page in pages] == [
        [(str(at), str(len(pages)))] for at in range(1, len(pages) + 1)
    ]


def test_drawing_it_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        payslip_pdf(PAPER)
