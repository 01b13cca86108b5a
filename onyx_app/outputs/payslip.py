"""A payslip as PDF: A4, quiet, its text selectable, the same bytes for the same slip."""

from datetime import UTC
from io import BytesIO

from PIL import Image

from onyx_app.outputs.sheet import INK, LEFT, MUTED, RIGHT, SMALL, WASH, WIDE, About, Sheet
from onyx_app.rules import periods, wording
from onyx_app.rules.pay_files.paper import Paper
from onyx_app.rules.pay_files.sections import Words, sections_of

_LOGO_HIGH, _LOGO_WIDE = 13.0, 42.0
_LABEL = 24.0  # the column of the words beside the facts
_HALF = WIDE * 0.56  # where the box with the sum begins


def payslip_pdf(paper: Paper) -> bytes:
    """The file of one payslip."""
    words = Words(paper)
    days = wording.days(paper.period, paper.language)
    sheet = Sheet(
        About(
            title=f"{words('slip', number=paper.number)} · {paper.person} · {days}",
            author=paper.agency,
            subject=words("subject", person=paper.person, days=days),
            language=paper.language,
            created=paper.issued_at.astimezone(UTC),
        )
    )
    _letterhead(sheet, paper, words)
    _facts(sheet, paper, words, days)
    for section in sections_of(paper):
        sheet.table(section)
    _proof(sheet, paper, words)
    about = words("footer", agency=paper.agency, number=paper.number, person=paper.person, days=days)
    sheet.foot(about, lambda page, pages: words("page", page=page, pages=pages))
    return bytes(sheet.pdf.output())


def _letterhead(sheet: Sheet, paper: Paper, words: Words) -> None:
    x = LEFT
    if paper.logo:
        wide, high = _logo_size(paper.logo)
        sheet.pdf.image(BytesIO(paper.logo), x, sheet.y, wide, high, alt_text=paper.agency)
        x += wide + 4
    sheet.font(15, bold=True)
    number = words("slip", number=paper.number)
    sheet.at(RIGHT, sheet.y + 7.2, number, right=True)
    room = RIGHT - x - sheet.pdf.get_string_width(number) - 8
    sheet.font(11, bold=True)
    for at, line in enumerate(list(sheet.wrapped(paper.agency, room))[:2]):
        sheet.at(x, sheet.y + 7.2 + at * 5, line)
    sheet.y += _LOGO_HIGH + 3
    sheet.rule(sheet.y, colour=_colour(paper.accent), width=0.7)
    sheet.y += 7


def _facts(sheet: Sheet, paper: Paper, words: Words, days: str) -> None:
    """Whose, when, and the sum in a box beside it."""
    language, zone = paper.language, periods.zone(paper.zone)
    issued = wording.day(paper.issued_at.astimezone(zone).date(), language)
    paid = wording.day(paper.paid_on, language) if paper.paid_on else words("not_paid")
    facts = [("person", paper.person), ("period", days), ("paid_on", paid), ("issued", issued)]
    top = sheet.y
    for key, value in facts:
        sheet.font(SMALL + 0.6, colour=MUTED)
        sheet.at(LEFT, sheet.y + 3.4, words(key))
        sheet.font(10 if key == "person" else 9, bold=key == "person")
        for line in sheet.wrapped(value, _HALF - _LABEL - 6):
            sheet.at(LEFT + _LABEL, sheet.y + 3.4, line)
            sheet.y += 5.4
    left, sheet.y = sheet.y, top
    _sum(sheet, paper, words)
    sheet.y = max(left, sheet.y)
    for said in _notes(paper, words):
        sheet.y += 2
        sheet.paragraph(said, size=8.4, colour=INK)


def _sum(sheet: Sheet, paper: Paper, words: Words) -> None:
    """One amount per currency, never added."""
    shown = [words.money(amount, code) for code, amount in paper.totals] or [words("nothing")]
    x, high = LEFT + _HALF, 9.5 + 8.2 * len(shown)
    sheet.pdf.set_fill_color(*WASH)
    sheet.pdf.rect(x, sheet.y - 1.5, RIGHT - x, high, style="F")
    sheet.font(SMALL + 0.6, colour=MUTED)
    sheet.at(x + 5, sheet.y + 4, words("to_pay"))
    sheet.font(17, bold=True)
    for at, amount in enumerate(shown):
        sheet.at(RIGHT - 5, sheet.y + 9.2 + at * 8.2, amount, right=True)
    sheet.y += high


def _notes(paper: Paper, words: Words) -> list[str]:
    said = [words("reversed", day=wording.day(paper.reversed_on, paper.language))] if paper.reversed_on else []
    return said + ([paper.note] if paper.note else [])


def _proof(sheet: Sheet, paper: Paper, words: Words) -> None:
    """Kept together, and last: what makes every figure above provable."""
    sheet.y += 6
    sheet.room_for(40)
    sheet.font(10.5, bold=True)
    sheet.at(LEFT, sheet.y + 3.6, words("proof"))
    sheet.y += 6.5
    sheet.paragraph(paper.seal, size=8, colour=INK)
    sheet.paragraph(words("engine", engine=paper.engine))
    sheet.y += 1.5
    sheet.paragraph(words("proof_note"))
    sheet.paragraph(f"onyx verify-payroll {paper.run}", size=8, colour=INK)
    if not paper.note:
        sheet.y += 1.5
        sheet.paragraph(words("four_eyes"))
    sheet.y += 1.5
    sheet.paragraph(words("online"), colour=INK, link=paper.link)
    sheet.paragraph(paper.link, link=paper.link)


def _logo_size(png: bytes) -> tuple[float, float]:
    with Image.open(BytesIO(png)) as picture:
        width, height = picture.size
    scale = min(_LOGO_HIGH / height, _LOGO_WIDE / width)
    return width * scale, height * scale


def _colour(accent: str) -> tuple[int, int, int]:
    """The agency's, or ink."""
    if len(accent) != 7:
        return INK
    red, green, blue = (int(accent[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
