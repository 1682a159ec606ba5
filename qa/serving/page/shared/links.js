// Links of the page lead on within the visit; by themselves each would begin another one.
const listening = new WeakMap();
const STEPS_APART = 1000; // milliseconds, at most

// A run that leads to another view changes the address in two steps: first its keys, then the view. Back must not
// lead in between, where the old view has the keys of the new one: the second step takes the place of the first.
function joinSteps() {
  const push = history.pushState;
  let keysChanged = -Infinity;
  history.pushState = (state, title, url) => {
    const goal = new URL(url ?? location.href, location.href);
    const sameView = goal.pathname === location.pathname;
    const between = performance.now() - keysChanged < STEPS_APART && goal.search === location.search;
    keysChanged = sameView ? performance.now() : -Infinity;
    if (!sameView && between) history.replaceState(state, title, url);
    else push.call(history, state, title, url);
  };
  history.pushState.joined = true;
}

if (!history.pushState.joined) joinSteps();

export default function ({ parentElement, setTriggerValue }) {
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
  return () => stop.abort();
}
