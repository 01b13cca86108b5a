"""Contrast, computed: every colour people read, in both themes, and every accent an agency could choose."""

import math
import re

import pytest

from onyx_app.components.theme import ACCENT, TOKENS

AA_TEXT = 4.5
AA_SHAPE = 3.0
THEMES = sorted(TOKENS)
GROUNDS = ("bg", "surface", "raised")
READ = ("text", "muted", "faint", "good", "watch", "bad")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", READ)
def test_every_ink_is_readable_on_every_ground(theme: str, ground: str, ink: str) -> None:
    assert contrast(token(theme, ink), token(theme, ground)) >= AA_TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_field_can_be_seen(theme: str, ground: str) -> None:
    assert contrast(token(theme, "edge"), token(theme, ground)) >= AA_SHAPE


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", ["good", "watch", "bad"])
def test_words_on_a_state_colour_are_readable(theme: str, state: str) -> None:
    assert contrast(token(theme, "on-state"), token(theme, state)) >= AA_TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_whatever_accent_an_agency_chooses_it_can_be_read_on_and_read_in(theme: str) -> None:
    limits = ACCENT[theme]
    low, high, most = (float(limits[name]) for name in ("low", "high", "chroma"))
    on = linear(*numbers(limits["on"]))

    worst_on, worst_in = 21.0, 21.0
    for lightness in (0.0, 0.3, low, (low + high) / 2, high, 1.0):
        for chroma in (0.0, 0.05, 0.1, 0.2, 0.37):
            for hue in range(0, 360, 5):
                accent = linear(min(max(lightness, low), high), min(chroma, most), hue)
                worst_on = min(worst_on, contrast(on, accent))
                worst_in = min(worst_in, *(contrast(accent, token(theme, ground)) for ground in GROUNDS))

    assert worst_on >= AA_TEXT
    assert worst_in >= AA_TEXT


def test_both_themes_name_the_same_tokens() -> None:
    assert set(TOKENS["dark"]) == set(TOKENS["light"])
    assert set(ACCENT["dark"]) == set(ACCENT["light"])


def token(theme: str, name: str) -> tuple[float, float, float]:
    return linear(*numbers(TOKENS[theme][name]))


def numbers(oklch: str) -> tuple[float, float, float]:
    lightness, chroma, hue = re.findall(r"[\d.]+", oklch)
    return float(lightness) / 100, float(chroma), float(hue)


def linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Linear-light sRGB of an oklch colour, cut to what a screen can show (Björn Ottosson's matrices)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return tuple(min(max(part, 0.0), 1.0) for part in rgb)  # type: ignore[return-value]


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """WCAG 2.2's ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(rgb: tuple[float, float, float]) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
