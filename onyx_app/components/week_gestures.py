"""The hand on the week grid: drag, resize, draw, drop a template, and the same by keyboard.

The second and last place that writes expressions for the browser (`docs/decisions/0018`). It knows nothing of shifts:
it reads places from data attributes (`data-start`, `data-end` in minutes of the week, `data-row`), shows where the
hand is, and presses one hidden button with what was done. The server decides and answers; until then the shadow
stays. Minutes are those of the clock on the wall, 1,440 a day.
"""

from typing import Any

import reflex as rx
from reflex.vars.object import ObjectVar

from onyx_app.rules.week_grid import Gesture

TOLD = "week-told"
SAID = "week-said"

# `live` is the gesture under way. A mouse or pen drags; a finger scrolls, and a tap opens the form instead.
_SCRIPT = """
const byId = (id) => document.getElementById(id), root = byId('week'); if (!root || root.dataset.hand) return;
root.dataset.hand = 'here';
const STEP = 15, DAY = 1440, WEEK = 7 * DAY, grid = () => root.querySelector('.week-grid');
const within = (low, value, high) => Math.min(Math.max(low, value), high), snap = (m) => Math.round(m / STEP) * STEP;
const lanes = () => [...root.querySelectorAll('.week-lane[data-plan]')];
const laneOf = (row) => lanes().find((one) => one.dataset.row === row);
const laneAt = (x, y) => lanes().find((one) => {
  const box = one.getBoundingClientRect();
  return y >= box.top && y < box.bottom && x >= box.left && x < box.right });
const minuteAt = (lane, x) => {
  const box = lane.getBoundingClientRect();
  return within(0, (x - box.left) / box.width * WEEK, WEEK - 1) };
const clock = (minute, day) => new Intl.DateTimeFormat(document.documentElement.lang || 'en', {
  timeZone: 'UTC', hour: '2-digit', minute: '2-digit', ...(day ? {weekday: 'short'} : {}),
}).format(new Date(Date.parse(grid().dataset.first) + minute * 60000));
const shape = (chip, minute) => {
  const start = Math.floor(minute / DAY) * DAY + +chip.dataset.starts;
  return {template: chip.dataset.template, start, end: start + +chip.dataset.length} };
const begin = (block, kind) => ({kind, block, shift: block.dataset.shift, came: block.dataset.row,
  row: block.dataset.row, start: +block.dataset.start, end: +block.dataset.end});
let live = null, kept = '', timer = 0;

const draw = () => {
  const lane = laneOf(live.row).getBoundingClientRect(), home = grid().getBoundingClientRect();
  const start = within(0, live.start, WEEK), end = within(0, live.end, WEEK), k = lane.width / WEEK;
  const ghost = root.querySelector('.week-ghost');
  ghost.style.left = `${lane.left - home.left + start * k}px`;
  ghost.style.top = `${lane.top - home.top + 5}px`;
  ghost.style.width = `${(end - start) * k}px`;
  ghost.textContent = `${clock(live.start, true)} – ${clock(live.end)}`;
  ghost.hidden = false };
const drop = () => {
  clearTimeout(timer); root.querySelector('.week-ghost')?.setAttribute('hidden', '');
  live?.block?.classList.remove('lifted'); live = null };
const tell = (kind) => {
  const {shift = '', template = '', came = '', row, start, end, block} = live, button = byId('week-told');
  clearTimeout(timer); live = null; kept = shift; block?.classList.remove('lifted');
  button.dataset.told = JSON.stringify({kind, shift, template, came, row, start, end}); button.click();
  timer = setTimeout(drop, 4000) };

const down = (event) => {
  kept = ''; if (event.button || event.pointerType === 'touch') return;
  const chip = event.target.closest('.week-template'), block = event.target.closest('.shift');
  const lane = event.target.closest('.week-lane[data-plan]'), edge = event.target.closest('.grip')?.dataset.edge;
  if (chip) live = {kind: 'place', chip, row: ''};
  else if (block?.dataset.movable) live = begin(block, edge ?? 'move');
  else if (lane && !block) {
    const start = Math.floor(minuteAt(lane, event.clientX) / STEP) * STEP;
    live = {kind: 'make', row: lane.dataset.row, start, end: start + STEP} }
  if (live) Object.assign(live, {x: event.clientX, y: event.clientY, was: [live.start, live.end]}) };
const move = (event) => {
  if (!live || live.keys) return;
  if (!live.moved && Math.hypot(event.clientX - live.x, event.clientY - live.y) < 4) return;
  if (!live.moved) { live.moved = true; root.setPointerCapture(event.pointerId); live.block?.classList.add('lifted') }
  const over = laneAt(event.clientX, event.clientY), lane = over ?? laneOf(live.row); if (!lane) return;
  const minute = minuteAt(lane, event.clientX), by = snap(minute - minuteAt(lane, live.x)), [start, end] = live.was;
  if (live.kind === 'place') { if (over) Object.assign(live, shape(live.chip, minute), {row: over.dataset.row}) }
  else if (live.kind === 'move') Object.assign(live, {row: lane.dataset.row, start: start + by, end: end + by});
  else if (live.kind === 'start') live.start = within(end - DAY, start + by, end - STEP);
  else if (live.kind === 'end') live.end = within(start + STEP, end + by, start + DAY);
  else Object.assign(live, {start: Math.min(start, snap(minute)), end: Math.max(end, snap(minute))});
  if (live.row) draw() };
const up = () => {
  if (!live || live.keys) return;
  if (!live.moved || !live.row) return drop();
  if (live.kind === 'place' || live.kind === 'make') return tell(live.kind);
  return live.row === live.came && live.start === live.was[0] && live.end === live.was[1] ? drop() : tell('move') };
const press = (event) => {
  const lane = event.target.closest('.week-lane[data-plan]'); if (!lane || event.target.closest('.shift')) return;
  const minute = minuteAt(lane, event.clientX), start = Math.floor(minute / 60) * 60;
  const chip = root.querySelector('.week-template[aria-pressed=true]');
  live = {row: lane.dataset.row, start, end: start + 480, ...(chip ? shape(chip, minute) : {})};
  tell(chip ? 'place' : 'ask') };

const busy = (event) => event.metaKey || event.ctrlKey || event.altKey || document.querySelector('dialog[open]')
  || event.target.closest?.('input,textarea,select');
const key = (event) => {
  if (!root.isConnected) return removeEventListener('keydown', key);
  if (busy(event)) return;
  const row = event.target.closest?.('.week-row'), block = event.target.closest?.('.shift[data-movable="1"]');
  if (event.key === 'n') return event.preventDefault(), (row?.querySelector('.week-add') ?? byId('week-new'))?.click();
  if (event.key === 'Escape' && live) return event.preventDefault(), drop();
  if (!block || !root.contains(block)) return;
  if (event.key === 'Delete' || event.key === 'Backspace') {
    event.preventDefault(); live = begin(block, 'cancel'); return tell('cancel') }
  const side = {ArrowLeft: -STEP, ArrowRight: STEP}[event.key], rows = {ArrowUp: -1, ArrowDown: 1}[event.key];
  if (!side && !rows) return;
  event.preventDefault();
  if (live?.block !== block) { drop(); live = {...begin(block, 'move'), keys: true}; block.classList.add('lifted') }
  if (side) live.end = within(live.start + STEP, live.end + side, live.start + DAY + (event.shiftKey ? 0 : STEP));
  if (side && !event.shiftKey) live.start += side;
  if (rows) {
    const all = lanes(), at = all.findIndex((one) => one.dataset.row === live.row) + rows;
    live.row = all[within(0, at, all.length - 1)].dataset.row }
  draw();
  byId('week-said').textContent = `${root.querySelector('.week-ghost').textContent}, ${laneOf(live.row).dataset.name}`;
  clearTimeout(timer); timer = setTimeout(() => tell('move'), 700) };
const leave = (event) => { if (live?.keys && event.target === live.block) tell('move') };

const answered = new MutationObserver((seen) => {
  if (live) return;
  if (seen.some((one) => one.attributeName)) drop();
  if (kept && document.activeElement === document.body)
    root.querySelector(`.shift[data-shift="${CSS.escape(kept)}"]`)?.focus() });
answered.observe(root, {subtree: true, childList: true, attributes: true, attributeFilter: ['data-answered']});
const acts = {pointerdown: down, pointermove: move, pointerup: up, pointercancel: drop, click: press, focusout: leave};
for (const [name, act] of Object.entries(acts)) root.addEventListener(name, act);
addEventListener('keydown', key);
"""


class Hand(rx.Fragment):
    """Put it beside the element with the id `week`: from then on the grid can be worked by hand and by keys.

    The effect runs again whenever `answered` changes; it marks the element, so that it acts on it once. Its listeners
    live and go with the element.
    """

    answered: rx.Var[int]

    def _exclude_props(self) -> list[str]:
        return [*super()._exclude_props(), "answered"]

    def add_imports(self) -> dict[str, Any]:
        return {"react": ["useEffect"]}

    def add_hooks(self) -> list[str | rx.Var]:
        effect = "useEffect(() => {" + _SCRIPT + f"}}, [{self.answered!s}])"
        return [rx.Var(effect, _var_data=self.answered._get_all_var_data())]


def _told(event: ObjectVar[Any]) -> tuple[rx.Var[Gesture]]:
    """What the hand did, as the grid wrote it on the button."""
    return (rx.Var(f"JSON.parse({event!s}.currentTarget.dataset.told)").to(Gesture),)


class Told(rx.el.Button):
    """The hidden button through which the grid speaks to the server; `on_click` gets what was done."""

    on_click: rx.EventHandler[_told]


def mouth(handler: Any) -> rx.Component:
    """The hidden button; `handler` takes the gesture."""
    return Told.create(id=TOLD, type="button", hidden=True, tab_index=-1, on_click=handler)
