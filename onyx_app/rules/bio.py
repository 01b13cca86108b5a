"""A public bio page as plain HTML: no script, nothing loaded from elsewhere, every word of it escaped.

Pure: a page in, a document out. The style is one constant, so that the content security policy can name its hash
instead of allowing inline styles.
"""

import base64
import hashlib
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

RESERVED = frozenset(
    {"admin", "api", "app", "assets", "auth", "help", "l", "login", "onyx", "sign-in", "static", "u", "www"}
)
LARGEST_COMPRESSED = 14 * 1024  # bytes: one round trip of a new connection
STYLE = (
    ":root{color-scheme:light dark;--bg:#f7f7f8;--fg:#17181c;--soft:#5a5c66;--card:#fff;--line:#dcdde3}"
    "@media(prefers-color-scheme:dark){:root{--bg:#0c0d10;--fg:#f0f0f2;--soft:#a5a7b3;--card:#16171b;--line:#2b2d34}}"
    "*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}"
    "main{max-width:480px;margin:0 auto;padding:48px 16px 64px;display:flex;flex-direction:column;gap:12px;"
    "text-align:center}h1{margin:8px 0 0;font-size:28px;line-height:1.2;overflow-wrap:anywhere}"
    "p{margin:0;color:var(--soft);overflow-wrap:anywhere}.mark{width:88px;height:88px;border-radius:50%;"
    "background:var(--card);border:1px solid var(--line);display:grid;place-items:center;margin:0 auto;font-size:34px;"
    "font-weight:600}ul{list-style:none;margin:12px 0 0;padding:0;display:flex;flex-direction:column;gap:12px}"
    "a{display:block;padding:14px 16px;min-height:52px;background:var(--card);border:1px solid var(--line);"
    "border-radius:12px;color:inherit;text-decoration:none;font-weight:600;overflow-wrap:anywhere}"
    "a:hover{border-color:var(--soft)}a:focus-visible{outline:3px solid currentColor;outline-offset:2px}"
)
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class Block:
    """A `link` with label and url, or a `text`."""

    kind: str
    label: str = ""
    url: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    tagline: str
    language: str
    blocks: tuple[Block, ...]


def blocks(stored: list[dict[str, object]]) -> tuple[Block, ...]:
    """The blocks that can be shown; a link that does not lead to the web is left out, whoever stored it."""
    found = [
        Block(*(str(block.get(key) or "") for key in ("kind", "label", "url", "text")))
        for block in stored
        if isinstance(block, dict)
    ]
    return tuple(block for block in found if block.kind == "text" or (block.kind == "link" and is_web(block.url)))


def is_web(url: str) -> bool:
    """http or https with a host; never javascript:, data: or a path of ours."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable() and '"' not in url


def document(page: Page) -> str:
    """The whole page. Links open without telling where from, and without a handle on this window."""
    title, tagline = escape(page.title), escape(page.tagline)
    return (
        f'<!doctype html><html lang="{escape(page.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="icon" href="/icons/onyx.svg" type="image/svg+xml">'
        f'<title>{title}</title><meta name="description" content="{tagline}">'
        f'<meta property="og:title" content="{title}"><meta property="og:description" content="{tagline}">'
        f"<style>{STYLE}</style></head><body><main>"
        f'<div class="mark" aria-hidden="true">{escape(page.title[:1].upper())}</div><h1>{title}</h1>'
        + (f"<p>{tagline}</p>" if tagline else "")
        + "".join(_shown(block) for block in page.blocks if block.kind == "text" and block.text != page.tagline)
        + _links(page)
        + "</main></body></html>"
    )


def not_found(language: str, title: str, why: str) -> str:
    """The page for an address nobody has (any more)."""
    return document(Page(title, why, language, ()))


def _shown(block: Block) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in block.text.splitlines() if line.strip())


def _links(page: Page) -> str:
    links = [
        f'<li><a href="{escape(block.url)}" rel="noopener nofollow">{escape(block.label or block.url)}</a></li>'
        for block in page.blocks
        if block.kind == "link"
    ]
    return f"<ul>{''.join(links)}</ul>" if links else ""
