"""Sales from a file: looked at first, imported as a whole, undone as a whole (docs/revenue-csv.md)."""

from onyx_app.services.revenue_import._bring import (
    Imported,
    NothingNew,
    NotWaiting,
    Overlaps,
    RowsWrong,
    Tell,
    bring_in,
)
from onyx_app.services.revenue_import._look import AlreadyImported, look_again, look_at
from onyx_app.services.revenue_import._note import note_to, noted
from onyx_app.services.revenue_import._read import (
    ImportList,
    ImportRow,
    Line,
    Preview,
    Sum,
    imports,
    preview,
    problems_csv,
)
from onyx_app.services.revenue_import._sample import sample
from onyx_app.services.revenue_import._undo import PayUsedIt, ReversedSince, discard, forget, undo

__all__ = [
    "AlreadyImported",
    "ImportList",
    "ImportRow",
    "Imported",
    "Line",
    "NotWaiting",
    "NothingNew",
    "Overlaps",
    "PayUsedIt",
    "Preview",
    "ReversedSince",
    "RowsWrong",
    "Sum",
    "Tell",
    "bring_in",
    "discard",
    "forget",
    "imports",
    "look_again",
    "look_at",
    "note_to",
    "noted",
    "preview",
    "problems_csv",
    "sample",
    "undo",
]
