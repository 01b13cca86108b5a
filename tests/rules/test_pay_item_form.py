"""What is typed beside a pay plan: amounts in the currency's own decimals, each wrong field by its name."""

from datetime import date
from uuid import UUID

import pytest

from onyx_app.errors import InvalidInput
from onyx_app.rules.pay_item_form import ItemKind, TypedItem, read_item

ADA = UUID(int=4)
BONUS = {"kind": "bonus", "profile_id": str(ADA), "day": "2026-03-09", "currency": "eur", "amount": "12,50",
         "reason": " Best replies "}  # fmt: skip


def test_a_bonus_is_read_with_its_promise() -> None:
    assert read_item(BONUS | {"promised": "1"}) == TypedItem(
        ItemKind.BONUS, ADA, date(2026, 3, 9), "EUR", "Best replies", 1250, None, 0, True
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ({"kind": "deduction", "amount": "3"}, (300, None, 0)),
        ({"kind": "deduction", "by": "percent", "amount": "12.5"}, (None, 1250, 0)),
        ({"kind": "advance", "amount": "300", "instalment": "100"}, (30000, None, 10000)),
        ({"kind": "adjustment", "amount": "-4.05"}, (-405, None, 0)),
        ({"currency": "JPY", "amount": "1500"}, (1500, None, 0)),
        ({"currency": "KWD", "amount": "2.125"}, (2125, None, 0)),
    ],
)
def test_every_kind_has_its_own_figures(typed: dict[str, str], read: tuple[int | None, int | None, int]) -> None:
    item = read_item(BONUS | typed)

    assert (item.amount, item.percent, item.instalment) == read


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"kind": "gift"}, "kind", "choice"),
        ({"profile_id": ""}, "profile_id", "required"),
        ({"profile_id": "x"}, "profile_id", "id"),
        ({"day": "soon"}, "day", "date"),
        ({"currency": "euro"}, "currency", "currency"),
        ({"amount": ""}, "amount", "required"),
        ({"amount": "many"}, "amount", "amount"),
        ({"amount": "-5"}, "amount", "amount"),
        ({"amount": "0"}, "amount", "amount"),
        ({"amount": "1.005"}, "amount", "amount"),
        ({"amount": "1e30"}, "amount", "amount"),
        ({"amount": "NaN"}, "amount", "amount"),
        ({"kind": "deduction", "by": "percent", "amount": "101"}, "amount", "share"),
        ({"kind": "advance", "instalment": ""}, "instalment", "required"),
        ({"kind": "advance", "instalment": "-1"}, "instalment", "amount"),
        ({"reason": "  "}, "reason", "required"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(typed: dict[str, str], field: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_item(BONUS | typed)

    assert (refused.value.field, refused.value.key) == (field, f"errors.input.{reason}")
