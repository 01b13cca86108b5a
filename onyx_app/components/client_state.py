"""What only the eye needs: open dialogs, the collapsed sidebar, keys. Nothing here sends a frame to the server.

This is the one place that writes expressions for the browser and the one place that uses Reflex's experimental
client state. The expressions are compiled into the page's script: nothing is evaluated at run time, so the content
security policy needs neither `unsafe-eval` nor `unsafe-inline`.
"""

import json
from typing import Any

import reflex as rx
from reflex.experimental.client_state import ClientStateVar
from reflex.style import set_color_mode
from reflex.utils.imports import ImportVar
from reflex.vars import VarData
from reflex.vars.function import FunctionVar


def flag(name: str, default: Any = False) -> Any:
    """A value kept in the browser: read `.value`, change it with `.set_value(…)` in an event trigger.

    `name` is the same value wherever it is used, on every page, until the tab is reloaded.
    """
    return ClientStateVar.create(var_name=name, default=default)


# A dialog that asks puts the cursor where the answer goes, not on its cross; a drawer is read first.
_OPEN = (
    "d.showModal(); if (!d.classList.contains('drawer-sheet'))"
    " d.querySelector('.sheet-head + div :is(input:not([type=hidden]),select,textarea,.btn:not(.btn-icon))')?.focus()"
)


def show(dialog: str) -> rx.Var:
    """Open the `<dialog>` with this id as a modal: focus is kept inside, Escape closes it, focus returns."""
    return _call(
        f"() => {{ const d = document.getElementById({json.dumps(dialog)}); if (d && !d.open) {{ {_OPEN} }} }}"
    )


def hide(dialog: str) -> rx.Var:
    """Close the `<dialog>` with this id."""
    return _call(f"() => document.getElementById({json.dumps(dialog)})?.close()")


def hide_on_backdrop() -> rx.Var:
    """For a dialog's `on_click`: a press beside its content closes it."""
    return _call("(event) => { if (event.target === event.currentTarget) event.currentTarget.close() }")


def flip(name: str, value: str) -> rx.Var:
    """Switch `<html data-{name}>` between `value` and nothing, and remember it; the head script restores it."""
    return _call(
        f"() => {{ const d = document.documentElement.dataset; const on = d.{name} !== {json.dumps(value)};"
        f" if (on) d.{name} = {json.dumps(value)}; else delete d.{name};"
        f" localStorage.setItem({json.dumps('onyx-' + name)}, on ? {json.dumps(value)} : '') }}"
    )


def once(name: str, happened: rx.Var) -> rx.Var:
    """True from the moment `happened` was true in this page, whatever it becomes afterwards.

    When the server restarts, state begins anew for a moment. What is drawn by this var stays where it is, and with it
    everything typed into it.
    """
    setter = f"set{name.capitalize()}"
    hook = f"const [{name}, {setter}] = useState(false); if (!{name} && {happened!s}) {setter}(true)"
    return _kept(name, hook, happened)


_OPENED_HERE = (
    "() => { if (typeof window === 'undefined') return 0;"
    " const opened = performance.getEntriesByType('navigation')[0]?.name ?? location.href;"
    " if (new URL(opened).pathname !== location.pathname) window.onyxMovedOn = true;"
    " return window.onyxMovedOn ? 0 : 1 }"
)


def loaded() -> rx.Var:
    """True once the loaders of this page have run, and then for as long as the page is open.

    After a change of page Reflex still says "hydrated" for the page before: only a yes that follows a no counts. The
    page the document was opened with has none before it, and may arrive after its yes (a page about one thing comes
    in a script of its own): there a yes is enough.
    """
    ready = rx.State.is_hydrated
    hook = (
        f"const [arrival, setArrival] = useState({_OPENED_HERE});"
        f" if (arrival === 0 && !{ready!s}) setArrival(1); else if (arrival === 1 && {ready!s}) setArrival(2)"
    )
    return _kept("(arrival === 2)", hook, ready)


def use_theme(name: Any) -> Any:
    """Switch to the "dark", "light" or "system" theme; Reflex keeps it in the browser and restores it before paint."""
    return set_color_mode(name)


def address(name: str, value: Any = None) -> rx.Var:
    """Write a filter into the page's address without leaving the page; without `value`, what was typed or chosen.

    Filters live there and nowhere else: they survive a reload, a restart and a shared link. Every filter but the
    page itself starts over at page one; an empty value is left out.
    """
    chosen = "typed" if value is None else f"{rx.Var.create(value)!s}"
    expression = (
        f"(typed) => {{ const u = new URL(location.href); const v = String({chosen} ?? '');"
        f" if (v) u.searchParams.set({json.dumps(name)}, v); else u.searchParams.delete({json.dumps(name)});"
        f" if (!['page', 'open', 'who', 'asked'].includes({json.dumps(name)})) u.searchParams.delete('page');"
        " history.replaceState(history.state, '', u.pathname + u.search) }"
    )
    return rx.Var(expression, _var_data=rx.Var.create(value)._get_all_var_data()).to(FunctionVar, rx.EventChain)


def copy(text: Any) -> rx.Var:
    """Put a state var's text on the clipboard."""
    words = rx.Var.create(text)
    expression = f"() => navigator.clipboard?.writeText({words!s})"
    return rx.Var(expression, _var_data=words._get_all_var_data()).to(FunctionVar, rx.EventChain)


def press(selector: str) -> rx.Var:
    """Press the first element `selector` finds: an action of the palette presses the button everybody sees."""
    return _call(f"() => document.querySelector({json.dumps(selector)})?.click()")


def focus(field: str) -> rx.Var:
    """Put the cursor into the input with this id."""
    return _call(f"() => document.getElementById({json.dumps(field)})?.focus()")


def fill(field: str) -> rx.Var:
    """For the `on_change` of a control beside an input: what was chosen is written into the input with this id."""
    return _call(f"(chosen) => {{ const f = document.getElementById({json.dumps(field)}); if (f) f.value = chosen }}")


def tick_all(form: str) -> rx.Var:
    """For the `on_change` of a box above a list: every box in the form with this id becomes as it is."""
    return _call(
        f"(ticked) => document.querySelectorAll('#' + {json.dumps(form)} + ' input[type=checkbox]')"
        ".forEach((box) => { box.checked = ticked })"
    )


def empty(field: str) -> rx.Var:
    """Clear the input with this id: a dialog opens fresh."""
    return _call(f"() => {{ const f = document.getElementById({json.dumps(field)}); if (f) f.value = '' }}")


def walk(selector: str) -> rx.Var:
    """For `on_key_down` of a dialog with a field above a list: arrow keys move the focus through field and list.

    `selector` finds the list's entries. Enter in the field presses the first of them.
    """
    return _call(
        "(event) => { const step = {ArrowDown: 1, ArrowUp: -1}[event.key];"
        " const typing = event.target.tagName === 'INPUT';"
        " if (!step && !(typing && event.key === 'Enter')) return; event.preventDefault();"
        f" const list = [...event.currentTarget.querySelectorAll({json.dumps(selector)})]"
        ".filter((one) => one.offsetParent); if (!step) return list[0]?.click();"
        " const all = [event.currentTarget.querySelector('input'), ...list];"
        " all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus() }"
    )


def _whole(event: rx.Var) -> tuple[rx.Var]:
    """Hands the browser's own event to the expressions above; it never travels to the server."""
    return (event,)


class Dialog(rx.el.Dialog):
    """`<dialog>` that tells when it was closed, and lets presses and keys be answered in the browser."""

    on_close: rx.EventHandler[rx.event.no_args_event_spec]
    on_click: rx.EventHandler[_whole]
    on_key_down: rx.EventHandler[_whole]


class Follow(rx.Fragment):
    """Opens and closes the dialog `target` as the state var `open` says: for drawers the server opens."""

    open: rx.Var[bool]
    target: str = ""

    def _exclude_props(self) -> list[str]:
        return [*super()._exclude_props(), "open", "target"]

    def add_imports(self) -> dict[str, Any]:
        return {"react": ["useEffect"]}

    def add_hooks(self) -> list[str | rx.Var]:
        return [
            rx.Var(
                f"useEffect(() => {{ const d = document.getElementById({json.dumps(self.target)}); if (!d) return;"
                f" const wanted = {self.open!s}; if (wanted && !d.open) {{ {_OPEN} }}"
                " if (!wanted && d.open) d.close() })",
                _var_data=self.open._get_all_var_data(),
            )
        ]


class Rise(rx.Fragment):
    """Lifts the popover `target` above every open dialog whenever the state var `count` changes."""

    count: rx.Var[int]
    target: str = ""

    def _exclude_props(self) -> list[str]:
        return [*super()._exclude_props(), "count", "target"]

    def add_imports(self) -> dict[str, Any]:
        return {"react": ["useEffect"]}

    def add_hooks(self) -> list[str | rx.Var]:
        return [
            rx.Var(
                f"useEffect(() => {{ const one = document.getElementById({json.dumps(self.target)}); if (!one) return;"
                f" if (one.matches(':popover-open')) one.hidePopover(); if ({self.count!s}) one.showPopover()"
                f" }}, [{self.count!s}])",
                _var_data=self.count._get_all_var_data(),
            )
        ]


class Keys(rx.Fragment):
    """The keyboard of the shell: ⌘K or Ctrl K the palette, `?` the list of keys, `g` then a letter to go.

    A letter presses the link that carries `data-go`, so that keys follow the sidebar, and thereby the role. Keys
    typed into a field are left alone.
    """

    palette: str = ""
    help: str = ""

    def _exclude_props(self) -> list[str]:
        return [*super()._exclude_props(), "palette", "help"]

    def add_imports(self) -> dict[str, Any]:
        return {"react": ["useEffect"]}

    def add_hooks(self) -> list[str | rx.Var]:
        return [
            rx.Var(
                "useEffect(() => { let armed = 0; const onKey = (event) => {"
                " const key = event.key.toLowerCase(); const show = (id) => { event.preventDefault();"
                " const d = document.getElementById(id); if (d && !d.open) d.showModal() };"
                f" if ((event.metaKey || event.ctrlKey) && key === 'k') return show({json.dumps(self.palette)});"
                " if (event.metaKey || event.ctrlKey || event.altKey || document.querySelector('dialog[open]')"
                " || event.target.closest?.('input,textarea,select,[contenteditable]')) return;"
                f" if (key === '?') return show({json.dumps(self.help)});"
                ' if (armed > Date.now() - 1500) document.querySelector(`[data-go="${CSS.escape(key)}"]`)?.click();'
                " armed = key === 'g' ? Date.now() : 0 };"
                " addEventListener('keydown', onKey); return () => removeEventListener('keydown', onKey) }, [])"
            )
        ]


class Elapsed(rx.el.Time):
    """Hours and minutes since `since` (ISO), counted in the browser every few seconds: no traffic, no library."""

    since: rx.Var[str]

    def _exclude_props(self) -> list[str]:
        return [*super()._exclude_props(), "since"]

    def add_imports(self) -> dict[str, Any]:
        return {"react": ["useEffect", "useState"]}

    def add_hooks(self) -> list[str | rx.Var]:
        return [
            rx.Var(
                "const [clockNow, setClockNow] = useState(Date.now()); useEffect(() => {"
                " const beat = setInterval(() => setClockNow(Date.now()), 5000);"
                " return () => clearInterval(beat) }, [])"
            ),
        ]

    @classmethod
    def create(cls, *children: Any, **props: Any) -> rx.Component:
        since = rx.Var.create(props["since"])
        minutes = f"Math.max(0, Math.floor((clockNow - Date.parse({since!s})) / 60000) || 0)"
        shown = rx.Var(
            f"`${{String(Math.floor({minutes} / 60)).padStart(2, '0')}}:${{String({minutes} % 60).padStart(2, '0')}}`",
            _var_data=since._get_all_var_data(),
        )
        return super().create(shown.to(str), **props)


def _kept(expression: str, hook: str, follows: rx.Var) -> rx.Var:
    state = VarData(imports={"react": [ImportVar(tag="useState")]}, hooks={hook: None})
    return rx.Var(expression, _var_type=bool, _var_data=VarData.merge(follows._get_all_var_data(), state)).to(bool)


def _call(expression: str) -> rx.Var:
    return rx.Var(expression).to(FunctionVar, rx.EventChain)
