"""Who may call which handler: written by hand, from `docs/rules.md` §1, never from the code it checks.

Add a line for every handler you add, in the block of its state: the handler's name and the people it admits, as one
of the groups below or a set of your own. `test_expected_table.py` asks a real web process over real sockets, as every
role and as nobody, and fails for a handler that is missing here, gone, or answers otherwise.
"""

OWNER, ADMIN, MANAGER, CHATTER, CONTENT, CREATOR, NOBODY = (
    "owner",
    "admin",
    "manager",
    "chatter",
    "content",
    "creator",
    "nobody",
)

LEADERS = {OWNER, ADMIN}
MANAGERS = {OWNER, ADMIN, MANAGER}
STAFF = {OWNER, ADMIN, MANAGER, CHATTER, CONTENT}
EVERYBODY = {OWNER, ADMIN, MANAGER, CHATTER, CONTENT, CREATOR}
ANYONE = EVERYBODY | {NOBODY}
NO_ONE: set[str] = set()

# state's module below onyx_app and class → handler → who is admitted
EXPECTED: dict[str, dict[str, set[str]]] = {
    "states.session.SessionState": {
        "open": EVERYBODY,
    },
    "states.flash.FlashState": {
        "dismiss": ANYONE,
    },
    "states.palette.PaletteState": {
        "search": EVERYBODY,
    },
}
