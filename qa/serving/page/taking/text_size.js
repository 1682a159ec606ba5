// The size of text on this device: what is chosen holds in every view, in every tab, and at the next visit.
const SIZE = "citewell-text";
const running = new WeakMap();

function kept() {
  try {
    return localStorage.getItem(SIZE) ?? "";
  } catch {
    return document.documentElement.dataset.text ?? ""; // where nothing may be kept, as long as the page is open
  }
}

function keep(size) {
  document.documentElement.dataset.text = size;
  try {
    if (size) localStorage.setItem(SIZE, size);
    else localStorage.removeItem(SIZE);
  } catch {
    return; // the size holds for this visit alone
  }
}

export default function ({ data, parentElement }) {
  running.get(parentElement)?.abort();
  const stop = new AbortController();
  running.set(parentElement, stop);
  const group = parentElement.querySelector("fieldset");
  if (!group.elements.length) {
    const legend = Object.assign(document.createElement("legend"), { textContent: data.label });
    const sizes = Object.entries(data.sizes).map(([size, name]) => {
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: "cw-size", value: size });
      const sign = Object.assign(document.createElement("span"), { className: `cw-size-${size || "standard"}`, textContent: "A", ariaHidden: "true" });
      const label = Object.assign(document.createElement("label"), { title: name });
      radio.setAttribute("aria-label", name);
      label.append(radio, sign);
      return label;
    });
    group.append(legend, ...sizes);
  }
  const show = () => {
    const size = kept() in data.sizes ? kept() : "";
    document.documentElement.dataset.text = size;
    for (const radio of group.elements) radio.checked = radio.value === size;
  };
  show();
  group.addEventListener("change", (event) => keep(event.target.value), { signal: stop.signal });
  addEventListener("storage", (event) => (event.key === SIZE || event.key === null) && show(), { signal: stop.signal });
  return () => stop.abort();
}
