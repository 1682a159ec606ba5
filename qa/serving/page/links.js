// Links of the page lead on within the visit; by themselves each would begin another one.
const listening = new WeakMap();

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
