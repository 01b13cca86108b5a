"""Passwords, waiting, session life and one-time codes, as plain values."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from onyx_app.errors import InvalidInput
from onyx_app.rules import sign_in as rules
from onyx_app.rules.sign_in import CommonPassword, Tally

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_the_list_holds_ten_thousand_common_passwords() -> None:
    common = rules.common_passwords()

    assert len(common) == 10_000
    assert {"123456", "password", "1q2w3e4r5t6y"} <= common


@pytest.mark.parametrize(
    "password",
    [
        "1q2w3e4r5t6y",
        "1Q2W3E4R5T6Y",
        "sonyericsson",
        "passwordpassword",
        "aaaaaaaaaaaaa",
        "123456123456",
        "\uff51werty123456",
    ],
)
def test_common_passwords_are_refused_however_they_are_written(password: str) -> None:
    with pytest.raises(CommonPassword):
        rules.new_password(password)


@pytest.mark.parametrize(
    "password", ["", "short", "elevenchars", "x" * 257, "\x00" * 20, "correct horse\nbattery", "a\ud800" * 8]
)
def test_unusable_passwords_are_refused_next_to_their_field(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rules.new_password(password)

    assert refused.value.field == "password"
    assert password not in refused.value.parameters.values()


def test_length_is_all_that_is_asked_of_a_password() -> None:
    assert rules.new_password("zwölf ключів ") == "zwölf ключів "
    assert rules.new_password("q7" * 128) == "q7" * 128
    assert rules.new_password("correct horse battery") == "correct horse battery"


def test_a_password_is_the_same_however_the_keyboard_composes_it() -> None:
    assert rules.typed_password("cafe\u0301 au lait olé") == rules.typed_password("caf\u00e9 au lait olé")


def test_the_tenth_failure_starts_a_wait_of_fifteen_minutes() -> None:
    tally = Tally(0, NOW)

    for _ in range(9):
        tally = rules.counted(tally, NOW, 10)
    before = rules.wait(tally, NOW)
    tally = rules.counted(tally, NOW, 10)

    assert before == timedelta()
    assert rules.wait(tally, NOW) == timedelta(minutes=15)
    assert rules.wait(tally, NOW + timedelta(minutes=15)) == timedelta()


def test_failures_long_ago_do_not_count() -> None:
    tally = Tally(9, NOW - timedelta(minutes=16))

    assert rules.counted(tally, NOW, 10) == Tally(1, NOW)


@pytest.mark.parametrize(
    ("seen", "expires", "alive"),
    [
        (timedelta(hours=-11, minutes=-59), timedelta(days=1), True),
        (timedelta(hours=-12), timedelta(days=1), False),
        (timedelta(), timedelta(), False),
        (timedelta(), timedelta(seconds=1), True),
    ],
)
def test_a_session_lives_twelve_hours_unused_and_thirty_days_at_most(
    seen: timedelta, expires: timedelta, alive: bool
) -> None:
    assert rules.is_alive(seen_at=NOW + seen, expires_at=NOW + expires, now=NOW) is alive


@pytest.mark.parametrize(("shift", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_fits_one_step_around_now(shift: int, fits: bool) -> None:
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=shift))

    assert (rules.matching_step(SECRET, code, NOW) is not None) is fits


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "1" * 400, "\x00"])
def test_what_is_not_a_code_fits_nothing(code: str) -> None:
    assert rules.matching_step(SECRET, code, NOW) is None


def test_spaces_in_a_code_do_not_matter() -> None:
    code = pyotp.TOTP(SECRET).at(NOW)

    assert rules.matching_step(SECRET, f"{code[:3]} {code[3:]} ", NOW) is not None
    assert rules.recovery_code(" ABCDE fghij ") == "abcde-fghij"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Mac"),
        ("", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_device_is_named_by_browser_and_system_only(agent: str, device: str) -> None:
    assert rules.device_of(agent) == device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("not an address", "not an address"),
    ],
)
def test_one_address_is_one_household(address: str, network: str) -> None:
    assert rules.network_of(address) == network
