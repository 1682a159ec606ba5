// A marked term: its definition is shown while a pointer is over it or it has the focus, and stays once pressed.
const running = new WeakMap();
const DELAY = 150; // milliseconds, so that a pointer that passes by shows nothing, and can move into what is shown
const state = { term: null, pinned: false, timer: 0, left: null };

const termAt = (target) => target?.closest?.("dfn.cw-defined") ?? null;

function place(box, term) {
  const [first] = term.getClientRects();
  const { width, height } = box.getBoundingClientRect();
  const below = first.bottom + height + 12 < innerHeight || first.top < height + 12;
  const last = [...term.getClientRects()].at(-1);
  box.style.left = `${Math.max(8, Math.min(first.left - 12, document.documentElement.clientWidth - width - 8))}px`;
  box.style.top = `${below ? last.bottom + 6 : first.top - height - 6}px`;
}

function fill(box, term, words) {
  const { quote, title, details, link } = term.dataset;
  box.setAttribute("aria-label", words.name.replace("{term}", term.dataset.term));
  box.querySelector(".cw-definition-quote").textContent = quote;
  const [source, more] = box.querySelectorAll(".cw-definition-source span");
  source.textContent = words.source;
  more.textContent = details;
  Object.assign(box.querySelector("a"), { href: link, textContent: title });
  box.querySelector("button").ariaLabel = box.querySelector("button").title = words.close;
}

function show(box, term, words, pinned) {
  clearTimeout(state.timer);
  if (state.term && state.term !== term) hide(box);
  Object.assign(state, { term, pinned });
  fill(box, term, words);
  box.classList.add("cw-shown");
  place(box, term);
  term.setAttribute("aria-expanded", "true");
  term.setAttribute("aria-describedby", "cw-definition-quote");
}

function hide(box, { back = false } = {}) {
  clearTimeout(state.timer);
  const { term } = state;
  Object.assign(state, { term: null, pinned: false });
  if (!term) return;
  const had = box.contains(document.activeElement);
  box.classList.remove("cw-shown");
  term.setAttribute("aria-expanded", "false");
  term.removeAttribute("aria-describedby");
  if (!back || !had) return;
  state.left = term; // the focus that returns to it shows nothing
  term.focus({ preventScroll: true });
}

function listen(box, words, signal) {
  const on = (type, act, more) => document.addEventListener(type, act, { signal, ...more });
  const press = (term) => {
    if (state.pinned && state.term === term) return hide(box, { back: true });
    show(box, term, words, true);
    box.focus({ preventScroll: true });
  };
  on("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch" || state.pinned) return;
    const term = termAt(target);
    clearTimeout(state.timer);
    if (term && term !== state.term) state.timer = setTimeout(() => show(box, term, words, false), DELAY);
    else if (!term && state.term && !box.contains(target)) state.timer = setTimeout(() => hide(box), DELAY);
  });
  on("focusin", ({ target }) => {
    const term = termAt(target);
    if (term && term === state.left) return;
    state.left = null;
    if (term && term.matches(":focus-visible") && !state.pinned) show(box, term, words, false);
    else if (state.term && term !== state.term && !box.contains(target)) hide(box);
  });
  // before the source beside an answer, which lets no press on its links pass
  on("click", (event) => {
      const term = termAt(event.target);
      if (term) press(term);
      else if (event.target.closest?.(".cw-definition-close")) hide(box, { back: true });
      else if (state.term && (!box.contains(event.target) || event.target.closest("a"))) setTimeout(() => hide(box));
    },
    { capture: true },
  );
  // before the keys of the source beside an answer, which Escape closes too
  on("keydown", (event) => {
      const term = termAt(event.target);
      if (term && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        press(term);
      } else if (event.key === "Escape" && state.term) {
        event.preventDefault();
        event.stopPropagation();
        hide(box, { back: true });
      } else if (event.key === "Tab" && state.pinned && box.contains(event.target)) {
        const [close, link] = [box.querySelector("button"), box.querySelector("a")];
        const leaves = event.shiftKey ? event.target !== link : event.target === link;
        if (leaves) hide(box, { back: true }); // and from the term on, as if the definition stood right behind it
        if (leaves && event.shiftKey) event.preventDefault();
        else if (!leaves && event.target === box) (event.preventDefault(), close.focus());
      }
    },
    { capture: true },
  );
  addEventListener("resize", () => state.term && place(box, state.term), { signal });
  on("scroll", ({ target }) => state.term && target.contains?.(state.term) && place(box, state.term), {
    capture: true,
    passive: true,
  });
}

export default function ({ data, parentElement }) {
  running.get(parentElement)?.abort();
  const stop = new AbortController();
  running.set(parentElement, stop);
  const box = parentElement.querySelector(".cw-definition");
  listen(box, data, stop.signal);
  return () => (stop.abort(), hide(box));
}
