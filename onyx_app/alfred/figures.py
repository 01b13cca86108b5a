"""No number that no tool returned: what an answer may quote, and what in a text is a figure at all.

Pure, and deliberately strict: an amount must be one of the amounts the tools found, to the cent and in its currency.
Small whole numbers, times, dates and years are ordinary language and pass.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_symbol

from onyx_app.alfred.tool import Proof
from onyx_app.money import Money, is_currency

_SMALL = 31  # days of a month, items of a list: language rather than findings
_GAP = "\u00a0\u202f\u2009 "
_WORDS_OF = {
    "euro": "EUR", "eur": "EUR", "lei": "RON", "leu": "RON", "pound": "GBP", "sterlin": "GBP", "libra": "GBP",
    "yen": "JPY", "fran": "CHF", "dol": "D", "dól": "D",
}  # fmt: skip
_CURRENCY_WORD = r"euros?|dollars?|dollari|d[oó]lar(?:es|i)?|pounds?|sterline|libras?|lei|leu|yen|francs?|franchi"
_SCALES = {
    "k": 3, "thousand": 3, "mila": 3, "mil": 3, "mii": 3, "m": 6, "mio": 6, "mln": 6, "million": 6, "millions": 6,
    "millones": 6, "milioni": 6, "milioane": 6, "bn": 9, "billion": 9,
}  # fmt: skip
_SYMBOLS = {"¥": ("JPY", "CNY"), "₺": ("TRY",), "₴": ("UAH",), "₽": ("RUB",)}
_PERCENT = r"%|per\s?cent|por\sciento|per\scento|la\ssut[aă]|percentage\spoints?"
_MARK = rf"[$€£¥₹₽₺₴₩₪₫฿₦¢]|(?:US|CA|AU|NZ|HK|A|C|R|S)\$|\b[A-Z]{{3}}\b|\b(?:{_CURRENCY_WORD})\b"
_NUMBER = re.compile(rf"\d{{1,3}}(?:[{_GAP}'’]\d{{3}})+(?:[.,]\d+)?(?!\d)|\d[\d.,]*\d|\d")
_BEFORE = re.compile(rf"({_MARK})[{_GAP}]?[-−–+]?[{_GAP}]?$", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:[{_GAP}]?(?P<scale>(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})\b))?"
    rf"[{_GAP}]?(?:(?P<percent>{_PERCENT})|(?:(?:of|de|di)\s)?(?P<mark>{_MARK}))?",
    re.IGNORECASE,
)
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty"
    " ninety hundreds? thousands? millions? billions? dos tres cuatro cinco seis siete ocho nueve diez veinte treinta"
    " cuarenta cincuenta sesenta setenta ochenta noventa cien ciento cient[oa]s mil mill[oó]n millones due tre quattro"
    " cinque sei sette otto nove dieci venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento mille"
    " mila milion[ei] doi două trei patru cinci șase șapte opt nouă zece sut[ae] sută mi[ei] milioane"
)
_IN_WORDS = re.compile(
    rf"\b(?:\w+teen|\w+zeci|{'|'.join(_NUMBER_WORDS.split())})\s+(?:(?:of|de|di)\s+)?$", re.IGNORECASE
)
_CURRENCIES = re.compile(rf"\b(?:{_CURRENCY_WORD})\b", re.IGNORECASE)
_DURATION = re.compile(
    r"(?<![\d.,])(\d{1,4})\s?(?:days?|weeks?|months?|hours?|minutes?|years?|d[ií]as?|semanas?|mes(?:es)?|horas?|años?|giorn[oi]"
    r"|settiman[ae]|mes[ei]|or[ae]|ann[oi]|minut[oie]s?|zile|săptămâni|luni|ani|ore)\b",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{4}-\d{2}-\d{2}(?:T[\d:.+-]+Z?)?\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
    r"|(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d)"
)
_ITEM = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)
_WORD = re.compile(r"\S+")
_TAIL = 400  # characters: no figure with what belongs to it is longer
_NEAR = 12  # characters around a number in which its currency can stand
_COMMAND = re.compile(r"[*_`]")


@dataclass(slots=True)
class Known:
    """Everything an answer may quote: what tools found, and numbers the person brought."""

    amounts: set[Money] = field(default_factory=set)
    percents: set[Decimal] = field(default_factory=set)
    numbers: set[Decimal] = field(default_factory=set)

    def learn(self, proof: Proof) -> None:
        """From a tool's result, of this answer or of an earlier one in the conversation."""
        self.amounts |= {Money(abs(minor), currency) for minor, currency in proof["amounts"]}
        for percent in map(Decimal, proof["percents"]):
            self.percents |= {abs(percent), abs(percent).quantize(Decimal(1), ROUND_HALF_UP)}
        self.hear(proof["plain"])

    def hear(self, text: str) -> None:
        """Numbers in a tool's own words: counts, and amounts without their currency."""
        for figure in _figures(text):
            self.numbers |= figure.values

    def hear_question(self, text: str) -> None:
        """Of the person's numbers only lengths of time: an amount does not become true by being asked about."""
        self.numbers |= {Decimal(number) for number in _DURATION.findall(text)}


@dataclass(frozen=True, slots=True)
class _Figure:
    text: str
    values: frozenset[Decimal]
    marks: tuple[str, ...] = ()
    percent: bool = False


def unfounded(text: str, known: Known) -> list[str]:
    """The figures of `text` that nothing `known` supports, as they were written."""
    found = [figure.text.strip() for figure in _figures(text) if not _is_founded(figure, known)]
    return found + list(_amounts_in_words(text))


def judgeable(text: str) -> int:
    """How many characters of a text that is still growing can be judged: a figure at its end may not be whole."""
    words = [(match.start(), match.group()) for match in _WORD.finditer(text, max(0, len(text) - _TAIL))]
    if not words:
        return len(text)
    cut = len(words) - 1
    for index in range(len(words) - 1, max(-1, len(words) - 5), -1):
        if _may_belong_to_a_figure(words[index][1]):
            cut = index
    while cut > 0 and _may_belong_to_a_figure(words[cut - 1][1]):
        cut -= 1
    return words[cut][0]


def _may_belong_to_a_figure(word: str) -> bool:
    return any(char.isdigit() or unicodedata.category(char) == "Sc" for char in word) or bool(
        re.search(r"\b[A-Z]{3}\b", word)
    )


def _is_founded(figure: _Figure, known: Known) -> bool:
    if figure.marks:
        return any(
            _speaks_of(mark, amount.currency) and amount.amount in figure.values
            for amount in known.amounts
            for mark in figure.marks
        )
    if figure.percent:
        return bool(figure.values & known.percents)
    if any(value <= _SMALL and value == value.to_integral_value() for value in figure.values):
        return True
    return bool(figure.values & (known.numbers | {amount.amount for amount in known.amounts} | known.percents))


def _figures(text: str) -> Iterator[_Figure]:
    """Every number that is neither a moment nor the mark of a list, nor part of a word."""
    plain = _ITEM.sub(" ", _COMMAND.sub("", unicodedata.normalize("NFKC", text)))
    plain = _MOMENT.sub(lambda match: match.group() if _is_paid_in_years(match) else " ", plain)
    for match in _NUMBER.finditer(plain):
        start, end = match.span()
        before, after = _BEFORE.search(plain, max(0, start - _NEAR), start), _AFTER.match(plain, end)
        scale, percent = (after["scale"], bool(after["percent"])) if after else (None, False)
        beside = (before and before[1], after and after["mark"])
        marks = tuple(mark for mark in beside if mark and _is_mark(mark))
        around = plain[max(0, start - 1) : start] + ("" if scale else plain[end : end + 1])
        if not marks and not percent and any(char.isalpha() or char == "_" for char in around):
            continue
        values = frozenset(value.scaleb(_SCALES[scale.lower()] if scale else 0) for value in _readings(match.group()))
        written = plain[before.start() if before else start : after.end() if after else end]
        yield _Figure(written, values, marks, percent)


def _amounts_in_words(text: str) -> Iterator[str]:
    for currency in _CURRENCIES.finditer(text):
        if number := _IN_WORDS.search(text, max(0, currency.start() - 2 * _NEAR), currency.start()):
            yield number.group() + currency.group()


def _is_paid_in_years(match: re.Match[str]) -> bool:
    """`€2026` looks like a year and is none."""
    if len(match.group()) != 4:
        return False
    before = _BEFORE.search(match.string, max(0, match.start() - _NEAR), match.start())
    after = _AFTER.match(match.string, match.end())
    marks = (before and before[1], after and after["mark"])
    return any(map(_is_mark, marks)) or bool(after and (after["scale"] or after["percent"]))


def _is_mark(mark: str | None) -> bool:
    """A symbol, a currency word, or an ISO code as it is written: in capitals."""
    if not mark:
        return False
    is_code = len(mark) == 3 and mark.isascii() and mark.isalpha()
    return not is_code or _word(mark) is not None or (mark.isupper() and is_currency(mark))


def _word(mark: str) -> str | None:
    return next((code for start, code in _WORDS_OF.items() if mark.lower().startswith(start)), None)


def _speaks_of(mark: str, currency: str) -> bool:
    """Whether people write `mark` for `currency`; `$` and its words stand for every dollar."""
    if mark.upper() == currency:
        return True
    if "$" in mark or _word(mark) == "D":
        return currency.endswith("D") or currency == "MXN"
    if word := _word(mark):
        return word == currency
    return currency in _SYMBOLS.get(mark, ()) or get_currency_symbol(currency, "en") == mark


def _readings(written: str) -> Iterable[Decimal]:
    """`1.234` is 1234 to some and 1.234 to others: every way to read it."""
    digits = re.sub(rf"[{_GAP}'’]", "", written)
    separators = [char for char in digits if char in ".,"]
    if not separators:
        return [Decimal(digits)]
    last = separators[-1]
    whole, _, rest = digits.rpartition(last)
    as_fraction = Decimal(re.sub(r"[.,]", "", whole) + "." + rest)
    as_groups = Decimal(re.sub(r"[.,]", "", digits))
    if len(set(separators)) == 2:
        return [as_fraction]
    if len(separators) > 1:
        return [as_groups]
    return [as_fraction, as_groups] if len(rest) == 3 else [as_fraction]
