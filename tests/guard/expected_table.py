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
    "states.team.TeamState": {
        "load": MANAGERS,
        "change_role": MANAGERS,
        "rename": MANAGERS,
        "suspend": MANAGERS,
        "resume": MANAGERS,
        "make_reset_link": MANAGERS,
        "forget_link": MANAGERS,
        "ask_leaving": MANAGERS,
        "stay": MANAGERS,
        "off_board": MANAGERS,
    },
    "states.invitations.InvitationsState": {
        "load": MANAGERS,
        "begin": MANAGERS,
        "give_up": MANAGERS,
        "invite": MANAGERS,
        "resend": MANAGERS,
        "revoke": MANAGERS,
        "forget_link": MANAGERS,
    },
    "states.creators.CreatorsState": {
        "load": EVERYBODY,
        "begin": MANAGERS,
        "give_up": MANAGERS,
        "add": MANAGERS,
    },
    "states.creator.CreatorState": {
        "load": EVERYBODY,
        "save": MANAGERS,
        "set_split": LEADERS,
        "assign": MANAGERS,
        "end_assignment": MANAGERS,
    },
    "states.settings.SettingsState": {
        "load": LEADERS,
        "save": LEADERS,
        "choose_country": LEADERS,
        "remove_logo": LEADERS,
    },
    "states.pay_plans.PayPlansState": {
        "load": LEADERS,
        "add_rule": LEADERS,
        "weigh": LEADERS,
        "change_more": LEADERS,
        "save": LEADERS,
    },
    "states.payroll.PayrollState": {
        "load": LEADERS,
        "prepare": LEADERS,
        "follow": LEADERS,
    },
    "states.pay_run.PayRunState": {
        "load": LEADERS,
        "open_line": LEADERS,
        "recalculate": LEADERS,
        "follow": LEADERS,
        "review": LEADERS,
        "to_draft": LEADERS,
        "approve_slip": LEADERS,
        "approve": LEADERS,
        "pay": LEADERS,
        "reverse": LEADERS,
        "discard": LEADERS,
    },
    "states.my_pay.MyPayState": {
        "load": STAFF,
        "open_line": STAFF,
        "edit_account": STAFF,
        "save_account": STAFF,
    },
    "states.pay_items.PayItemsState": {
        "load": LEADERS,
        "begin": LEADERS,
        "give_up": LEADERS,
        "choose_kind": LEADERS,
        "add": LEADERS,
        "ask_withdraw": LEADERS,
        "withdraw": LEADERS,
    },
    "states.bank_accounts.BankAccountsState": {
        "load": LEADERS,
        "edit": LEADERS,
        "save_agency": LEADERS,
        "save_person": LEADERS,
        "remove": LEADERS,
    },
    "states.connections.ConnectionsState": {
        "load": LEADERS,
        "begin": LEADERS,
        "give_up": LEADERS,
        "connect": LEADERS,
        "rotate": LEADERS,
        "remove": LEADERS,
        "forget": LEADERS,
    },
    "states.dashboard.DashboardState": {
        "load": EVERYBODY,
        "try_again": LEADERS,
        "share_out": MANAGERS,
    },
    "states.timeclock.TimeclockState": {
        "load": EVERYBODY,
        "clock_in": STAFF,
        "clock_out": STAFF,
        "start_break": STAFF,
        "end_break": STAFF,
        "still_here": STAFF,
        "open_note": STAFF,
        "close_note": STAFF,
        "save_note": STAFF,
    },
    "states.my_time.MyTimeState": {
        "load": STAFF,
        "begin": STAFF,
        "add_break": STAFF,
        "give_up": STAFF,
        "ask": STAFF,
        "withdraw": STAFF,
        "save_note": STAFF,
        "confirm": STAFF,
        "reopen": STAFF,
        "begin_leave": STAFF,
        "give_up_leave": STAFF,
        "ask_leave": STAFF,
        "withdraw_leave": STAFF,
    },
    "states.meter.MeterState": {"load": STAFF},
    "states.review.ReviewState": {
        "load": MANAGERS,
        "approve": MANAGERS,
        "approve_one": MANAGERS,
        "begin": MANAGERS,
        "add_break": MANAGERS,
        "give_up": MANAGERS,
        "correct": MANAGERS,
    },
    "states.review_requests.RequestsState": {
        "load": MANAGERS,
        "approve": MANAGERS,
        "approve_leave": MANAGERS,
        "begin_refusal": MANAGERS,
        "keep": MANAGERS,
        "refuse": MANAGERS,
    },
    "states.locks.LocksState": {
        "load": MANAGERS,
        "begin": {OWNER},
        "give_up": {OWNER},
        "unlock": {OWNER},
        "lock_again": {OWNER},
    },
    "states.alfred.AlfredState": {
        "load": EVERYBODY,
        "load_past": EVERYBODY,
        "ask": EVERYBODY,
        "retry": EVERYBODY,
        "go_on": EVERYBODY,
        "follow": EVERYBODY,
        "stop": EVERYBODY,
        "new": EVERYBODY,
        "resume": EVERYBODY,
    },
    "states.settings_me.MeState": {
        "load": EVERYBODY,
        "save": EVERYBODY,
        "change_password": EVERYBODY,
        "change_email": EVERYBODY,
        "begin_second_step": EVERYBODY,
        "confirm_second_step": EVERYBODY,
        "turn_off_second_step": EVERYBODY,
        "new_codes": EVERYBODY,
        "revoke": EVERYBODY,
        "forget_secrets": EVERYBODY,
    },
    "states.sign_in.SignInState": {"load": ANYONE},
    "states.accept.AcceptState": {"load": ANYONE},
    "states.first_owner.FirstOwnerState": {"load": ANYONE},
    "states.reset.ResetState": {"load": ANYONE},
}
