// The source beside the answer: what opens and closes it, where it is scrolled to, where the focus goes, and the
// words behind a chip. The address itself is changed by the server, as everywhere on the page.
const NARROW = matchMedia("(max-width: 71.99rem)"); // as in style.css: there the source covers the answer
const PATIENCE = 2000; // milliseconds: the source is drawn a moment before or after this runs
const TIP_DELAY = 150; // milliseconds, so that a pointer that passes by shows nothing
const state = { opener: null, byKeyboard: false, shown: "", tipTimer: 0, quoting: null, left: null, closed: null };
const running = new WeakMap();

const paneOf = () => document.querySelector(".cw-pane:not([hidden])");
const sourceOf = (link) => new URL(link.href, location.href).searchParams;

// Links of the answer that lead into an article: chips, headings and cards, not those of the source itself.
function sourceLink(target) {
  const link = target.closest?.(".stMain a[href*='read?'][href*='article=']");
  return link && !link.closest(".cw-pane") && !link.target && sourceOf(link).get("article") ? link : null;
}

function samePlace(link, place = new URLSearchParams(location.search)) {
  return ["article", "at", "mark"].every((key) => sourceOf(link).get(key) === place.get(key));
}

// The links of the source that is open say so.
function tell() {
  const open = paneOf() && new URLSearchParams(location.search);
  for (const link of document.querySelectorAll(".stMain a[href*='read?'][href*='article=']"))
    if (sourceLink(link) && open && samePlace(link, open)) link.ariaCurrent = "true";
    else link.removeAttribute("aria-current");
}

// The rest of the page is out of reach while the source covers it.
function cover(pane) {
  pane.setAttribute("role", "dialog");
  pane.setAttribute("aria-modal", "true");
  for (let each = pane; each !== document.body; each = each.parentElement)
    for (const other of each.parentElement.children)
      if (other !== each && !other.matches("script, style, [inert]") && !other.querySelector(".cw-quoted, .cw-definition"))
        other.toggleAttribute("inert", (other.dataset.covered = "source"));
}

function uncover() {
  for (const other of document.querySelectorAll("[data-covered=source]")) {
    other.removeAttribute("inert");
    delete other.dataset.covered;
  }
}

function arrange() {
  const pane = paneOf();
  uncover();
  pane?.setAttribute("role", "region");
  pane?.removeAttribute("aria-modal");
  if (pane && NARROW.matches) cover(pane);
  tell();
}

function scrollIn(pane) {
  const place = pane.querySelector("#cited");
  const text = pane.querySelector(".cw-pane-text");
  if (!place) return;
  const { top, bottom } = text.getBoundingClientRect();
  text.scrollTop += scrollNeeded(place, top + 8, bottom - 8);
}

// Waits for the source of this name, has what is marked in view before it is painted, and puts the focus there
// where the answer is covered or the keyboard led here.
function arrive(name, signal) {
  const until = performance.now() + PATIENCE;
  const look = () => {
    if (signal.aborted || state.closed === name) return; // a late drawing of what was closed meanwhile
    const pane = document.querySelector(`.cw-pane[data-place="${name}"]`);
    if (!pane) return void (performance.now() < until && requestAnimationFrame(look));
    pane.hidden = false;
    arrange();
    scrollIn(pane);
    const moves = state.byKeyboard || NARROW.matches;
    if (moves) (pane.querySelector("#cited") ?? pane.querySelector(".cw-close")).focus({ preventScroll: true });
    document.fonts.ready.then(() => signal.aborted || scrollIn(pane));
  };
  look();
}

// The focus returns to what opened the source, or to what would open it where it came with the address.
function leave() {
  const pane = paneOf();
  if (!pane) return;
  const had = pane.contains(document.activeElement) || document.activeElement === document.body;
  pane.hidden = true;
  state.closed = pane.dataset.place;
  arrange();
  const links = [...document.querySelectorAll(".stMain a[href*='read?'][href*='article=']")].filter(sourceLink);
  const opener = state.opener?.isConnected ? state.opener : links.find((link) => samePlace(link, state.left));
  if (had) opener?.focus({ preventScroll: true });
}

function quote(link, texts, tip) {
  const [title, ...quoted] = texts;
  tip.replaceChildren(
    ...[title, ...quoted].map((text, place) =>
      Object.assign(document.createElement(place ? "p" : "b"), { textContent: text }),
    ),
  );
  tip.classList.add("cw-shown");
  const at = link.getBoundingClientRect();
  state.quoting = { link, from: at.top };
  const { width, height } = tip.getBoundingClientRect();
  const below = at.bottom + height + 12 < innerHeight || at.top < height + 12;
  tip.style.left = `${Math.max(8, Math.min(at.left - 24, innerWidth - width - 8))}px`;
  tip.style.top = `${below ? at.bottom + 6 : at.top - height - 6}px`;
  link.setAttribute("aria-describedby", tip.id);
}

function hasMoved({ link, from }) {
  return Math.abs(link.getBoundingClientRect().top - from) > 2;
}

function unquote(tip) {
  clearTimeout(state.tipTimer);
  tip.classList.remove("cw-shown");
  state.quoting = null;
  document.querySelector("[aria-describedby=cw-quoted]")?.removeAttribute("aria-describedby");
}

function listen(parentElement, data, setTriggerValue, signal) {
  const tip = parentElement.querySelector(".cw-quoted");
  const on = (type, act, more) => document.addEventListener(type, act, { signal, ...more });
  const close = () => {
    state.left = new URLSearchParams(location.search);
    leave();
    if (history.state?.beside) history.back();
    else setTriggerValue("closed", performance.now());
  };
  const show = ({ target, type }) => {
    const link = target.closest?.("a.cw-chip");
    const texts = link && data.quoted[link.getAttribute("href")];
    const focused = document.activeElement;
    const keeps = focused.matches("a.cw-chip:focus-visible") && (state.quoting?.link ?? focused) === focused;
    if (!texts && keeps && type === "mouseover") return; // focus scrolled the page under a pointer that rests
    clearTimeout(state.tipTimer);
    if (tip.contains(target)) return;
    if (!texts) state.tipTimer = setTimeout(() => unquote(tip), TIP_DELAY);
    else state.tipTimer = setTimeout(() => (unquote(tip), quote(link, texts, tip)), type === "focusin" ? 0 : TIP_DELAY);
  };
  on("mouseover", show);
  on("focusin", show);
  on("scroll", () => state.quoting && hasMoved(state.quoting) && unquote(tip), { capture: true, passive: true });
  // before the links of the page and those of Streamlit, which would leave the answer
  on("click", (event) => {
      const link = sourceLink(event.target);
      const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      const pane = paneOf();
      if (event.target.closest?.(".cw-close") || (pane && NARROW.matches && !pane.contains(event.target))) close();
      if (!link || elsewhere) return;
      event.preventDefault();
      event.stopPropagation();
      unquote(tip);
      Object.assign(state, { opener: link, byKeyboard: event.detail === 0, closed: null });
      if (pane && samePlace(link)) arrive(data.place, signal);
      else setTriggerValue("opened", link.getAttribute("href"));
    },
    { capture: true },
  );
  on("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const busy = document.querySelector("[data-testid=stPopoverBody]") || document.activeElement.matches("input");
    if (tip.classList.contains("cw-shown")) unquote(tip);
    else if (paneOf() && !busy) close();
  });
  const onAddress = () => (new URLSearchParams(location.search).has("article") ? (state.closed = null) : leave());
  addEventListener("popstate", onAddress, { signal });
  NARROW.addEventListener("change", arrange, { signal });
  const focused = document.activeElement; // maybe before there was anybody to listen
  if (!state.quoting && focused?.matches("a.cw-chip:focus-visible")) show({ target: focused, type: "focusin" });
}

export default function ({ data, parentElement, setTriggerValue }) {
  running.get(parentElement)?.abort();
  const stop = new AbortController();
  running.set(parentElement, stop);
  listen(parentElement, data, setTriggerValue, stop.signal);
  const said = parentElement.querySelector("[aria-live]");
  if (said.textContent !== data.said) said.textContent = data.said;
  if (!data.place) arrange();
  else if (data.place !== state.shown || !paneOf()) arrive(data.place, stop.signal);
  state.shown = data.place;
  return () => (stop.abort(), requestAnimationFrame(arrange)); // another view has no source that covers it
}
