"""What a reader's eyes and programs find in a PDF: its pages as lines of text, decoded by the file's own tables.

Knows as much of the format as our files use; shares no code with what writes them.
"""

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.S)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:[^()\\]|\\.)*)\)\s*Tj", re.S)
_ESCAPED = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3})", re.S)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(pdf: bytes) -> list[str]:
    """The text of every page, a line for each piece, in the order it was written."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if re.search(rb"/Type /Page\b(?!s)", body)]
    return [_text(_stream(objects[_reference(body, b"Contents")]), _letters(objects, body)) for body in pages]


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


def _letters(objects: dict[int, bytes], page: bytes) -> dict[bytes, dict[int, str]]:
    """By font name of the page: code → letters."""
    resources = objects[_reference(page, b"Resources")]
    fonts = re.findall(rb"/(F\d+) (\d+) 0 R", resources)
    return {name: _table(_stream(objects[_reference(objects[int(number)], b"ToUnicode")])) for name, number in fonts}


def _table(written: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", written)
    return {int(code, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for code, letters in pairs}


def _text(content: bytes, letters: dict[bytes, dict[int, str]]) -> str:
    lines, font = [], b""
    for name, shown in _SHOWN.findall(content):
        if name:
            font = name
            continue
        codes = _ESCAPED.sub(_unescaped, shown)
        lines.append("".join(letters[font][(codes[at] << 8) + codes[at + 1]] for at in range(0, len(codes), 2)))
    return "\n".join(lines)


def _unescaped(found: "re.Match[bytes]") -> bytes:
    sign = found.group(1)
    return bytes([int(sign, 8)]) if sign.isdigit() else _NAMED.get(sign, sign)


def _stream(body: bytes) -> bytes:
    head, _, rest = body.partition(b"stream\n")
    written = rest[: rest.rindex(b"\nendstream")]
    return zlib.decompress(written) if b"FlateDecode" in head else written


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found, f"no {name!r}"
    return int(found.group(1))
