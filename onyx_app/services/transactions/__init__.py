"""Every transaction, found, ordered and cut by the database; and one of them with who earned it.

Owners, admins and managers see the agency's, a creator those of their own, a chatter the sales they have a part of,
with their part of the money. Amounts are minor units per currency, as received, and never added across currencies.
"""

from onyx_app.services.transactions._cards import Asked, CurrencySum, Detail, Entries, Entry, Share
from onyx_app.services.transactions._filters import STATES
from onyx_app.services.transactions._list import entries
from onyx_app.services.transactions._one import entry

__all__ = ["STATES", "Asked", "CurrencySum", "Detail", "Entries", "Entry", "Share", "entries", "entry"]
