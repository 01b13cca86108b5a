"""Pages to write on: text that wraps, tables whose header comes again on every page, a foot that counts them.

Millimetres from the top left of an A4 page. The font holds Latin, Greek and Cyrillic (`fonts/OFL.txt`); what it has no
letters for is written in Latin ones.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.prefs import ViewerPreferences
from text_unidecode import unidecode

from onyx_app.rules.pay_files.sections import Column, Row, Section

_FONTS = Path(__file__).with_name("fonts")
_FAMILY = "Noto"
LEFT, RIGHT, TOP, BOTTOM = 18.0, 192.0, 17.0, 279.0
WIDE = RIGHT - LEFT
INK, MUTED, LINE, WASH = (24, 24, 27), (105, 105, 114), (222, 222, 227), (245, 245, 247)
BODY, SMALL, LEADING, SMALL_LEADING = 8.6, 7.2, 4.3, 3.5
_GAP = 2.0  # between the columns of a table
_PAD, _DENSE = 1.1, 0.45  # above and below a row

Lines = list[list[str]]


@dataclass(frozen=True, slots=True)
class About:
    """What a reader's programs know of the file; `created` makes its bytes repeatable."""

    title: str
    author: str
    subject: str
    language: str
    created: datetime


class Sheet:
    """`y` is where the next thing begins."""

    def __init__(self, about: About) -> None:
        self.pdf = FPDF(format="A4")
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.pdf.add_font(_FAMILY, style, _FONTS / f"NotoSans-{name}.ttf")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_title(about.title)
        self.pdf.set_author(about.author)
        self.pdf.set_subject(about.subject)
        self.pdf.set_creator("OnyxOS")
        self.pdf.set_producer("OnyxOS")
        self.pdf.set_lang(about.language)
        self.pdf.set_creation_date(about.created)
        self.pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self._letters = self.pdf.fonts[_FAMILY.lower()].cmap  # type: ignore[union-attr]
        self.y = TOP
        self.new_page()

    def new_page(self) -> None:
        self.pdf.add_page()
        self.y = TOP

    def room_for(self, height: float) -> bool:
        """Whether so much still fits; otherwise a new page is begun."""
        if self.y + height <= BOTTOM:
            return True
        self.new_page()
        return False

    def font(self, size: float = BODY, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        self.pdf.set_font(_FAMILY, "B" if bold else "", size)
        self.pdf.set_text_color(*colour)

    def at(self, x: float, y: float, words: str, *, right: bool = False) -> None:
        """One line in the font that is set; `y` is its baseline, `x` its start, or its end when it stands `right`."""
        shown = self.printable(words)
        if shown:
            self.pdf.text(x - self.pdf.get_string_width(shown) if right else x, y, shown)

    def paragraph(
        self, words: str, *, size: float = SMALL, colour: tuple[int, int, int] = MUTED, link: str = ""
    ) -> None:
        """Over the whole width, from page to page where it must; with a `link` it leads there."""
        self.font(size, colour=colour)
        leading = size * 0.5
        for line in list(self.wrapped(words, WIDE)):
            self.room_for(leading)
            self.font(size, colour=colour)
            self.at(LEFT, self.y + leading * 0.75, line)
            if link:
                self.pdf.link(LEFT, self.y, self.pdf.get_string_width(line), leading, link)
            self.y += leading

    def wrapped(self, words: str, width: float) -> Iterator[str]:
        """Lines no wider than `width` in the font that is set; a word that is wider itself is broken."""
        line = ""
        for word in self.printable(words).split(" "):
            longer = f"{line} {word}" if line else word
            if self.pdf.get_string_width(longer) <= width:
                line = longer
                continue
            if line:
                yield line
            line = word
            while len(line) > 1 and self.pdf.get_string_width(line) > width:
                fits = next(
                    n for n in range(len(line) - 1, 0, -1) if n == 1 or self.pdf.get_string_width(line[:n]) <= width
                )
                yield line[:fits]
                line = line[fits:]
        yield line

    def printable(self, words: str) -> str:
        """Composed, with what the font cannot draw in Latin letters, and nothing where there are none either."""
        composed = unicodedata.normalize("NFC", words).replace("\u202f", "\u00a0")
        if all(ord(char) in self._letters for char in composed):
            return composed
        return "".join(char if ord(char) in self._letters else unidecode(char) for char in composed).strip()

    def rule(self, y: float, *, colour: tuple[int, int, int] = LINE, width: float = 0.2) -> None:
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(width)
        self.pdf.line(LEFT, y, RIGHT, y)

    def table(self, section: Section) -> None:
        """A heading and its rows. Every page of it begins with the column titles."""
        places = list(_places(section.columns))
        self.y += 6
        self.room_for(26)
        self.font(10.5, bold=True)
        self.at(LEFT, self.y + 3.6, next(self.wrapped(section.title, WIDE)))
        self.y += 6.2
        self._titles(section.columns, places)
        for row in section.rows:
            lines, height = self._measure(row, section, places)
            if not self.room_for(height):
                self._titles(section.columns, places)
            self._row(row, lines, section, places)
            self.y += height
            self.rule(self.y)
        if section.note:
            self.y += 1
            self.paragraph(section.note, link=section.link)

    def foot(self, about: str, page_of: Callable[[int, int], str]) -> None:
        """Below every page: what this is, and which page of how many."""
        pages = self.pdf.page
        for page in range(1, pages + 1):
            self.pdf.page = page
            self.rule(286)
            self.font(8)  # the pen of this page held something else: a change makes it take up ours
            self.font(7, colour=MUTED)
            count = page_of(page, pages)
            room = WIDE - self.pdf.get_string_width(count) - 6
            self.font(7, colour=MUTED)
            self.at(LEFT, 290, next(self.wrapped(about, room)))
            self.at(RIGHT, 290, count, right=True)

    def _titles(self, columns: Sequence[Column], places: Sequence[tuple[float, float]]) -> None:
        self.font(SMALL, colour=MUTED)
        for column, (x, width) in zip(columns, places, strict=True):
            self.at(x + width if column.right else x, self.y + 2.9, column.title, right=column.right)
        self.y += 4.4
        self.rule(self.y, colour=MUTED)

    def _measure(self, row: Row, section: Section, places: Sequence[tuple[float, float]]) -> tuple[Lines, float]:
        """The lines of every cell, those of the small print last, and how high the row is. Numbers stay on one line."""
        self.font(bold=row.bold)
        cells = zip(row.cells, section.columns, places, strict=True)
        lines = [[cell] if column.right else list(self.wrapped(cell, place[1])) for cell, column, place in cells]
        height = 2 * _pad(section) + LEADING * max(len(cell) for cell in lines)
        self.font(SMALL)
        small = list(self.wrapped(row.small, WIDE * 0.84)) if row.small else []
        return [*lines, small], height + SMALL_LEADING * len(small)

    def _row(self, row: Row, lines: Lines, section: Section, places: Sequence[tuple[float, float]]) -> None:
        self.font(bold=row.bold)
        base = self.y + _pad(section) + 3.1
        for column, (x, width), cell in zip(section.columns, places, lines[:-1], strict=True):
            for at, line in enumerate(cell):
                self.at(x + width if column.right else x, base + at * LEADING, line, right=column.right)
        below = base + LEADING * (max(len(cell) for cell in lines[:-1]) - 1) + SMALL_LEADING
        self.font(SMALL, colour=MUTED)
        for at, line in enumerate(lines[-1]):
            self.at(LEFT, below + at * SMALL_LEADING, line)


def _pad(section: Section) -> float:
    return _DENSE if section.dense else _PAD


def _places(columns: Sequence[Column]) -> Iterator[tuple[float, float]]:
    """Where each column starts and how wide it is."""
    x = LEFT
    for at, column in enumerate(columns):
        width = WIDE * column.share / 100
        last = at == len(columns) - 1
        yield x, width - (0 if last else _GAP)
        x += width
