// Links of the page lead on within the visit; by themselves each would begin another one.
const listening = new WeakMap();
const STEPS_APART = 1000; // milliseconds, at most
const UPDATE_PATIENCE = 20000; // milliseconds: the index is opened anew
const PATIENCE = 3000; // milliseconds: the view is drawn anew, and grows while it is
const IN_READER = /\/read$/;
const scrolled = new Map(); // how far each address of this visit was scrolled when it was left, in pixels
const shownBy = () => location.pathname + new URL(location.href).searchParams.get("q");
let shown = shownBy();
const scroller = () => document.querySelector("[data-testid=stMain]");

// Back leads to the very place that was left, unless the address names a place in an article.
function restore() {
  const [before, goal] = [shown, scrolled.get(location.href)];
  shown = shownBy();
  const named = IN_READER.test(location.pathname) && new URL(location.href).searchParams.has("at");
  if (!goal || before === shown || named) return;
  const stop = new AbortController();
  for (const touch of ["wheel", "touchstart", "keydown", "mousedown", "popstate"])
    addEventListener(touch, () => stop.abort(), { signal: stop.signal });
  const until = performance.now() + PATIENCE;
  const look = () => {
    const view = scroller();
    if (stop.signal.aborted || performance.now() > until) return stop.abort();
    if (view && view.scrollHeight - view.clientHeight >= goal && view.scrollTop !== goal) view.scrollTop = goal;
    requestAnimationFrame(look);
  };
  look();
}

// A run that leads to another view changes the address in two steps: first its keys, then the view. Back must not
// lead in between, where the old view has the keys of the new one: the second step takes the place of the first.
function joinSteps() {
  const push = history.pushState;
  let keysChanged = -Infinity;
  history.pushState = (state, title, url) => {
    const goal = new URL(url ?? location.href, location.href);
    const sameView = goal.pathname === location.pathname;
    const between = performance.now() - keysChanged < STEPS_APART && goal.search === location.search;
    if (!between) scrolled.set(location.href, scroller()?.scrollTop ?? 0);
    keysChanged = sameView ? performance.now() : -Infinity;
    const beside = sameView && !IN_READER.test(goal.pathname) && goal.searchParams.has("article");
    const instead = beside && new URL(location.href).searchParams.has("article");
    if ((!sameView && between) || instead) history.replaceState(instead ? history.state : state, title, url);
    else push.call(history, beside ? { ...state, beside } : state, title, url);
    shown = shownBy();
    if (!sameView && !goal.searchParams.has("at")) scroller()?.scrollTo(0, 0); // another view begins at its top
  };
  history.pushState.joined = true;
  addEventListener("popstate", restore);
}

if (!history.pushState.joined) joinSteps();

// After an update the button that was pressed is gone: the focus goes to what is cited, or to the heading of what is
// read, and nothing scrolls.  Who has gone elsewhere meanwhile stays there.
function focusAnew() {
  const until = performance.now() + UPDATE_PATIENCE;
  const look = () => {
    const held = document.activeElement;
    const isDrawn = !document.querySelector("[data-test-script-state=running], .st-key-update-articles");
    if (performance.now() > until || (isDrawn && held && held !== document.body)) return;
    if (!isDrawn) return void setTimeout(look, 100);
    const view = scroller();
    const goal = view?.querySelector("#cited") ?? view?.querySelector("h2.cw-label") ?? view?.querySelector("h1");
    if (!goal) return void setTimeout(look, 100);
    if (!goal.hasAttribute("tabindex")) goal.setAttribute("tabindex", "-1");
    goal.focus({ preventScroll: true });
  };
  look();
}

// Where the system turns dark or light while the page is open, Streamlit's colours turn with it and it calls the
// component again; what the server chose by the scheme (our colours, the map's, a chart's) is then drawn anew, once.
const schemeShown = () => getComputedStyle(document.querySelector(".stApp") ?? document.body).colorScheme;
const SCHEMES = ["light", "dark"];
const COLOURING = 500; // milliseconds: the component may be called before the colours have turned
let turned = null; // the scheme that was asked for last
function followScheme(scheme, setTriggerValue, signal) {
  const until = performance.now() + COLOURING;
  const look = () => {
    const shown = schemeShown();
    if (signal.aborted || performance.now() > until) return;
    if (shown === scheme) turned = null;
    else if (SCHEMES.includes(shown) && turned !== shown) setTriggerValue("turned", (turned = shown));
    setTimeout(look, 100);
  };
  look();
}

let updated = null; // how often this visit was updated, as far as is known here

export default function ({ data, parentElement, setTriggerValue }) {
  if (updated !== null && data.updates > updated) focusAnew();
  updated = data.updates;
  listening.get(parentElement)?.abort();
  const stop = new AbortController();
  listening.set(parentElement, stop);
  const open = (event) => {
    const link = event.target.closest?.("a.cw-open");
    const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || event.defaultPrevented) return;
    event.preventDefault();
    setTriggerValue("opened", link.getAttribute("href"));
  };
  document.addEventListener("click", open, { signal: stop.signal });
  followScheme(data.scheme, setTriggerValue, stop.signal);
  return () => stop.abort();
}
