"""IBANs: those of the registry are taken, and no single slip of a finger is."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from onyx_app.rules.bank_accounts import WrongBic, WrongIban, clean_bic, clean_iban

GOOD = [
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "RO49AAAA1B31007593840000",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "FR1420041010050500013M02606",
]


@pytest.mark.parametrize("iban", GOOD)
def test_a_right_one_is_taken_however_it_is_spaced(iban: str) -> None:
    spaced = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4)).lower()

    assert clean_iban(f" {spaced}\u00a0") == iban


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "shape"),
        ("hello", "shape"),
        ("8937DE0400440532013000", "shape"),
        ("DE89 3704 0044 0532 0130 0!", "shape"),
        ("DE8937040044053201300", "length"),
        ("DE893704004405320130000", "length"),
        ("US89370400440532013000", "country"),
        ("DE88370400440532013000", "checksum"),
    ],
)
def test_a_wrong_one_is_refused_with_what_is_wrong(written: str, reason: str) -> None:
    with pytest.raises(WrongIban) as refused:
        clean_iban(written)

    assert (refused.value.key, refused.value.field) == (f"bank_accounts.iban_{reason}", "iban")


@given(some.sampled_from(GOOD), some.integers(4, 14), some.sampled_from("0123456789"))
def test_every_single_wrong_digit_is_caught(iban: str, place: int, digit: str) -> None:
    if not iban[place].isdigit() or iban[place] == digit:
        return
    with pytest.raises(WrongIban):
        clean_iban(iban[:place] + digit + iban[place + 1 :])


@pytest.mark.parametrize(
    ("typed", "kept"), [("", ""), ("deutdeff", "DEUTDEFF"), ("DEUT DE FF 500", "DEUTDEFF500"), ("btrlro22", "BTRLRO22")]
)
def test_a_bic_is_kept_in_capitals_and_may_be_left_out(typed: str, kept: str) -> None:
    assert clean_bic(typed) == kept


@pytest.mark.parametrize("typed", ["DEUT", "DEUTDEFF5", "1EUTDEFF", "DEUTDEFF50000", "DEUT-DE-FÄ"])
def test_what_is_no_bic_is_refused(typed: str) -> None:
    with pytest.raises(WrongBic):
        clean_bic(typed)
