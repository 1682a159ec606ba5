// What only the browser can do for a view: say the verdict in a live region that outlives a redraw, scroll to what
// is cited, and put the focus into an empty field.
const PATIENCE = 20; // looks, 100 ms apart: the page is drawn, and still moved, after this runs

const HEAD = 120; // pixels on top that bars cover

function scrollToCited(signal) {
  let left = PATIENCE;
  for (const touch of ["wheel", "touchstart", "keydown", "mousedown"])
    addEventListener(touch, () => (left = 0), { once: true, signal });
  const look = () => {
    if (left-- <= 0 || signal.aborted) return;
    const place = document.getElementById("cited");
    const needed = place ? scrollNeeded(place, HEAD, innerHeight) : 0;
    if (needed) scrollerOf(place).scrollTop += needed;
    if (place && document.activeElement !== place) place.focus({ preventScroll: true });
    setTimeout(look, 100);
  };
  look();
}

function focusField(label, signal) {
  let left = PATIENCE;
  const look = () => {
    if (left-- <= 0 || signal.aborted || document.activeElement !== document.body) return;
    const field = [...document.querySelectorAll("input")].find((each) => each.ariaLabel === label);
    if (field) field.focus({ preventScroll: true });
    else setTimeout(look, 100);
  };
  look();
}

const running = new WeakMap();

export default function ({ data, parentElement }) {
  const status = parentElement.querySelector("[role=status]");
  const before = running.get(parentElement);
  if (status.textContent !== data.said) status.textContent = data.said;
  status.className = `cw-status cw-${data.kind}`;
  if (before && before.place === data.place && before.field === data.field) return before.end;
  before?.end();
  const stop = new AbortController();
  const end = () => stop.abort();
  running.set(parentElement, { end, place: data.place, field: data.field });
  if (data.place) scrollToCited(stop.signal);
  if (data.field) focusField(data.field, stop.signal);
  return end;
}
