"""The look in one file: two daisyUI themes of our own, five type sizes, one radius, one shadow, one accent.

Colours are oklch, so that lightness alone decides contrast. The accent of an agency is one CSS variable
(`--agency`, any colour): both themes take its hue and clamp its lightness, so that text on it and text in it keep
AA whatever an owner chooses. `tests/components/test_theme.py` computes every pair.
"""

from pathlib import Path
from typing import Any

import reflex as rx

DAISY = "daisyui@5.8.1"
# Only these parts: Tailwind finds daisyUI names ("filter", "mask") as words in any script and would ship all of them.
PARTS = ["button", "input", "select", "textarea", "checkbox", "radio", "toggle", "rootcolor", "properties"]
DEFAULT_ACCENT = "#7c6cff"

TOKENS: dict[str, dict[str, str]] = {
    "dark": {
        "bg": "oklch(16% .006 275)",
        "surface": "oklch(19.5% .007 275)",
        "raised": "oklch(23% .008 275)",
        "line": "oklch(28% .008 275)",
        "edge": "oklch(52% .01 275)",
        "text": "oklch(94% .004 275)",
        "muted": "oklch(72% .01 275)",
        "faint": "oklch(64% .01 275)",
        "good": "oklch(76% .14 160)",
        "watch": "oklch(82% .14 80)",
        "bad": "oklch(72% .16 22)",
        "on-state": "oklch(17% .02 275)",
    },
    "light": {
        "bg": "oklch(98% .002 275)",
        "surface": "oklch(100% 0 275)",
        "raised": "oklch(96% .003 275)",
        "line": "oklch(90% .005 275)",
        "edge": "oklch(62% .01 275)",
        "text": "oklch(22% .01 275)",
        "muted": "oklch(46% .012 275)",
        "faint": "oklch(51% .01 275)",
        "good": "oklch(48% .11 160)",
        "watch": "oklch(50% .11 70)",
        "bad": "oklch(51% .18 25)",
        "on-state": "oklch(100% 0 275)",
    },
}

# Lightness the accent is clamped to, its greatest chroma, and the text on it, per theme.
ACCENT: dict[str, dict[str, str]] = {
    "dark": {"low": ".7", "high": ".82", "chroma": ".16", "on": "oklch(17% .03 280)"},
    "light": {"low": ".4", "high": ".48", "chroma": ".19", "on": "oklch(100% 0 0)"},
}

_SIZES = {
    "xs": ["0.75rem", {"lineHeight": "1rem"}],
    "sm": ["0.8125rem", {"lineHeight": "1.25rem"}],
    "base": ["0.875rem", {"lineHeight": "1.25rem"}],
    "lg": ["1rem", {"lineHeight": "1.5rem"}],
    "big": ["2.125rem", {"lineHeight": "2.5rem", "letterSpacing": "-0.02em"}],
}


def plugin() -> rx.plugins.TailwindV4Plugin:
    """Tailwind with daisyUI's parts, our two themes in place of its own, and our scales in place of Tailwind's."""
    daisy: dict[str, Any] = {
        "name": DAISY,
        "import": {"name": "default as daisyui", "from": "daisyui"},
        "call": "daisyui",
        "args": {"themes": False, "logs": False, "include": PARTS},
    }
    parts: Any = [daisy, _theme("dark"), _theme("light")]
    return rx.plugins.TailwindV4Plugin(config={"plugins": parts, "darkMode": "class", "theme": _scales()})


# Inside the page: nothing is painted before it has run, and nothing has to be fetched for it.
_HEAD_SCRIPT = (Path(__file__).parent / "head.js").read_text("utf-8")


def head(accent: str = DEFAULT_ACCENT) -> list[rx.Component]:
    """What every page carries in its head: the short script before paint, icons, the manifest, the theme colours."""
    return [
        rx.el.script(custom_attrs={"dangerouslySetInnerHTML": {"__html": _HEAD_SCRIPT}}),
        rx.el.link(rel="manifest", href="/manifest.webmanifest", cross_origin="use-credentials"),
        rx.el.link(rel="icon", href="/icons/onyx.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/icons/onyx-touch.png"),
        rx.el.meta(name="viewport", content="width=device-width, initial-scale=1, viewport-fit=cover"),
        rx.el.meta(name="theme-color", content="#0c0d10"),
    ]


def accent_style(accent: rx.Var[str] | str) -> dict[str, Any]:
    """The style attribute of the shell's root: everything accented follows from this one variable."""
    return {"--agency": rx.cond(accent, accent, DEFAULT_ACCENT) if isinstance(accent, rx.Var) else accent}


def _theme(name: str) -> dict[str, Any]:
    tokens, accent = TOKENS[name], ACCENT[name]
    return {
        "name": DAISY,
        "import": {"name": f"default as {name}Theme", "from": "daisyui/theme"},
        "call": f"{name}Theme",
        "args": {
            "name": f"onyx-{name}",
            "default": True,
            "root": ":root" if name == "dark" else ":root.light",
            "color-scheme": name,
            **{f"--{key}": value for key, value in tokens.items()},
            **{f"--accent-{key}": value for key, value in accent.items()},
            **_daisy_names(),
        },
    }


def _daisy_names() -> dict[str, str]:
    """daisyUI's variables, said in our tokens; shape is the same in both themes."""
    colours = {
        "base-100": "surface",
        "base-200": "raised",
        "base-300": "line",
        "base-content": "text",
        "neutral": "raised",
        "neutral-content": "text",
        "success": "good",
        "success-content": "on-state",
        "warning": "watch",
        "warning-content": "on-state",
        "error": "bad",
        "error-content": "on-state",
        "info": "muted",
        "info-content": "on-state",
    }
    return {f"--color-{daisy}": f"var(--{ours})" for daisy, ours in colours.items()} | {
        "--radius-box": "var(--r)",
        "--radius-field": "var(--r)",
        "--radius-selector": "var(--r)",
        "--size-field": "0.25rem",
        "--size-selector": "0.25rem",
        "--border": "1px",
        "--depth": "0",
        "--noise": "0",
    }


def _scales() -> dict[str, Any]:
    names = (
        "bg",
        "surface",
        "raised",
        "line",
        "edge",
        "text",
        "muted",
        "faint",
        "good",
        "watch",
        "bad",
        "accent",
    )
    return {
        "fontSize": _SIZES,
        "borderRadius": {"none": "0", "DEFAULT": "var(--r)", "full": "9999px"},
        "boxShadow": {"none": "none", "DEFAULT": "var(--shadow)"},
        "extend": {"colors": {**{name: f"var(--{name})" for name in names}, "on-accent": "var(--on-accent)"}},
    }
