// Questions below the field while somebody types: a combobox with a list (WAI-ARIA, "editable combobox with list
// autocomplete"). The field belongs to Streamlit; it is listened to, and gets the attributes of a combobox.
const ASKED_MOST = 2;
const AGAIN_AFTER = 150; // milliseconds, where the server had no time to look at all
const AGAIN_MOST = 12;
const PATIENCE = 20; // looks for the field, 100 ms apart
const WORD = /[\p{L}\p{N}]+/gu;

const running = new WeakMap();

function wordsOf(text) {
  return text.toLowerCase().match(WORD) ?? [];
}

// Those of an earlier question begin with what was typed, word by word.
function askedLike(typed, asked) {
  const words = wordsOf(typed);
  const like = (question) => words.every((word) => wordsOf(question).some((own) => own.startsWith(word)));
  return words.length ? asked.filter((question) => question !== typed && like(question)).slice(0, ASKED_MOST) : [];
}

// React takes a value only from an event of the field, after the setter of the prototype.
function setValue(field, value) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// What was typed would stay in the field, and be asked when it loses the focus, if the server alone were told.
function pressEnter(field) {
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true }));
}

function begin(field, list, current, signal) {
  let options = [];
  let active = -1;
  let asking = false; // one request at a time: the next is for what is typed by then
  let again = 0;
  let typed = "";

  const close = () => {
    options = [];
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const mark = (number) => {
    active = number;
    options.forEach((option, place) => option.element.setAttribute("aria-selected", String(place === active)));
    if (active < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", options[active].element.id);
  };
  const take = (number) => {
    const { text, spelling } = options[number];
    close();
    setValue(field, text);
    if (!spelling) requestAnimationFrame(() => pressEnter(field)); // React has the value by then
  };
  const place = () => {
    const box = (field.closest("[data-testid=stTextInputRootElement]") ?? field).getBoundingClientRect();
    Object.assign(list.style, { left: `${box.left}px`, top: `${box.bottom + 4}px`, width: `${box.width}px` });
  };
  const optionFor = (text, beside, spelling, number) => {
    const element = document.createElement("div");
    element.id = `cw-suggestion-${number}`;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    element.append(spelling ? current().spelt.replace("{spelling}", text) : text);
    if (beside) {
      const quiet = document.createElement("span");
      quiet.className = "cw-suggested-from";
      quiet.textContent = beside;
      element.append(quiet);
    }
    element.addEventListener("mousedown", (event) => event.preventDefault()); // the field would ask what was typed
    element.addEventListener("click", () => take(number));
    element.addEventListener("mousemove", () => active === number || mark(number));
    return { element, text, spelling };
  };
  const show = (found) => {
    const { asked, earlier } = current();
    const like = askedLike(typed, asked);
    const offered = found.questions.filter(({ question }) => !like.includes(question));
    const rows = [
      ...(found.spelling ? [[found.spelling, "", true]] : []),
      ...like.map((question) => [question, earlier, false]),
      ...offered.map(({ question, title }) => [question, question === title ? "" : title, false]),
    ];
    const kept = active >= 0 ? options[active].text : null;
    options = rows.map(([text, beside, spelling], number) => optionFor(text, beside, spelling, number));
    if (!options.length) return close();
    list.replaceChildren(...options.map((option) => option.element));
    place();
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    mark(options.findIndex((option) => option.text === kept));
  };
  const look = async () => {
    if (asking || signal.aborted) return;
    asking = true;
    const wanted = typed;
    let found = { questions: [], spelling: "", is_complete: true };
    try {
      const query = new URLSearchParams({ q: wanted, article: current().article });
      const reply = await fetch(`./suggest?${query}`, { signal });
      if (reply.ok) found = await reply.json();
    } catch (error) {
      if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error; // the server is gone
    } finally {
      asking = false;
    }
    if (signal.aborted || document.activeElement !== field || !typed) return;
    if (typed !== wanted) return look();
    show(found);
    if (!found.is_complete && again++ < AGAIN_MOST) setTimeout(() => typed === wanted && look(), AGAIN_AFTER);
  };
  const onInput = () => {
    typed = field.value;
    again = 0;
    if (typed.trim()) look();
    else close();
  };
  // before React's own listeners, for which Enter asks what was typed
  const onKey = (event) => {
    if (event.target !== field || event.isComposing) return;
    const open = options.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && open) mark(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    else if (event.key === "Enter" && active >= 0) take(active);
    else if (event.key === "Escape" && open) close();
    else {
      if (event.key === "Enter") {
        typed = ""; // what was typed is asked, and a late reply must not cover the answer
        close();
      }
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  list.id = "cw-suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", current().label);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    autocomplete: "off",
  }))
    field.setAttribute(name, value);
  field.addEventListener("input", onInput, { signal });
  field.addEventListener("blur", close, { signal });
  document.addEventListener("keydown", onKey, { signal, capture: true });
  addEventListener("scroll", () => options.length && place(), { signal, capture: true, passive: true });
  addEventListener("resize", () => options.length && place(), { signal });
}

function focusBySlash(field, signal) {
  const onKey = (event) => {
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select");
    if (event.key !== "/" || busy || event.target.isContentEditable) return;
    event.preventDefault();
    field.focus();
    field.select();
  };
  document.addEventListener("keydown", onKey, { signal });
}

function withField(label, signal, then) {
  let left = PATIENCE;
  const look = () => {
    if (left-- <= 0 || signal.aborted) return;
    const field = [...document.querySelectorAll("input")].find((input) => input.ariaLabel === label);
    if (field) then(field);
    else setTimeout(look, 100);
  };
  look();
}

export default function ({ data, parentElement }) {
  const before = running.get(parentElement);
  if (before?.field?.isConnected) {
    before.data = data;
    return before.end;
  }
  before?.end();
  const stop = new AbortController();
  const now = { data, end: () => stop.abort() };
  running.set(parentElement, now);
  const list = parentElement.querySelector(".cw-suggestions");
  withField(data.field, stop.signal, (field) => {
    now.field = field;
    begin(field, list, () => now.data, stop.signal);
    focusBySlash(field, stop.signal);
  });
  return now.end;
}
