// The saved answers of this browser: a list with what became of each, or one line that tells how many have changed.
// Every text is set as text. What the articles say now is asked of the server, a few at a time.
const TRIES_MOST = 3; // for an answer that the server does not compare
const FILE_MOST = 20; // MB
const running = new WeakMap();

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const counted = ([one, several], count) => fill(count === 1 ? one : several, { count });
const longDay = (day) => {
  const date = new Date(`${day}T12:00:00`);
  return Number.isNaN(date.getTime()) ? day : date.toLocaleDateString("en-GB", { dateStyle: "long" });
};

function make(tag, attributes, ...children) {
  const { text, act, ...others } = attributes;
  const element = Object.assign(document.createElement(tag), others);
  if (text !== undefined) element.textContent = text;
  if (act) element.addEventListener("click", act);
  element.append(...children.filter(Boolean));
  return element;
}

const button = (text, act, className = "") => make("button", { type: "button", text, act, className });
const link = (text, path, query) => make("a", { text, className: "cw-open", href: `./${path}?${query}` });

// Puts children in their order, and moves none that stands where it should: what is read or selected stays.
function arrange(parent, children) {
  for (const old of [...parent.children]) if (!children.includes(old)) old.remove();
  for (const [place, child] of children.entries())
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
}

class Saved {
  constructor(root, signal) {
    Object.assign(this, { root, found: new Map(), tries: new Map(), cards: new Map(), undone: null, told: "" });
    this.status = make("p", { className: "cw-said", role: "status" });
    this.checking = make("p", { className: "cw-details", hidden: true });
    this.tools = make("div", { className: "cw-saved-tools" });
    this.list = make("div", {});
    this.root.replaceChildren(this.tools, this.status, this.checking, this.list);
    onSavedChange(() => this.draw(), signal);
  }

  take(data, ask) {
    if (this.data?.generation !== data.generation) this.tries.clear();
    Object.assign(this, { data, words: data.words, ask });
    const results = new Map(data.compared.map((comparison) => [comparison.id, comparison]));
    for (const [id, comparison] of results) this.found.set(id, comparison);
    if (results.size)
      changeSaved((answers) =>
        answers.map((saved) => {
          const result = results.get(saved.id);
          return result ? { ...saved, checked: { generation: result.generation, kind: result.kind } } : saved;
        }),
      );
    this.draw();
    this.askNext();
  }

  // Those whose answer is known for these articles need not be asked; a list shows more of those that changed.
  isDue(saved) {
    const { generation, kind } = saved.checked;
    if ((this.tries.get(saved.id) ?? 0) >= TRIES_MOST) return false;
    if (generation !== this.data.generation) return true;
    return this.data.kind === "list" && kind !== "same" && this.found.get(saved.id)?.generation !== generation;
  }

  askNext() {
    const due = readSaved().answers.filter((saved) => this.isDue(saved)).slice(0, this.data.atOnce);
    for (const { id } of due) this.tries.set(id, (this.tries.get(id) ?? 0) + 1);
    this.checking.textContent = this.words.checking;
    this.checking.hidden = !due.length || this.data.kind === "line";
    if (due.length) this.ask(due);
  }

  say(text) {
    this.status.textContent = text;
  }

  draw() {
    const held = document.activeElement?.dataset?.focus;
    const { answers, problem, size, text } = readSaved();
    if (this.data.kind === "line") this.drawLine(answers);
    else this.drawList(answers, problem, size, text);
    if (held && !document.activeElement?.dataset?.focus) this.root.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus();
  }

  drawLine(answers) {
    const kinds = answers.map(({ checked }) => checked.kind);
    const answered = kinds.filter((kind) => kind === "answered").length;
    const changed = kinds.filter((kind) => kind === "changed" || kind === "refused").length;
    const sentences = [answered && counted(this.words.toldAnswered, answered), changed && counted(this.words.told, changed)].filter(Boolean);
    const told = sentences.length && make("p", { className: "cw-details cw-saved-told", text: `${sentences.join(" ")} ` }, link(this.words.see, "saved", ""));
    this.tools.hidden = true;
    if (this.told === (told ? told.textContent : "")) return;
    this.told = told ? told.textContent : "";
    this.list.replaceChildren(...(told ? [told] : []));
  }

  drawList(answers, problem, size, text) {
    const { words } = this;
    const count = counted(words.count, answers.length);
    const room = fill(words.room, { count, size: Math.ceil(size / 1000), most: this.data.most });
    const file = make("input", { type: "file", accept: ".json,application/json", hidden: true });
    file.addEventListener("change", () => this.takeIn(file.files[0]));
    const any = answers.length || problem === "unreadable";
    const tools = [
      any && button(words.export, () => this.save(problem ? text : fileOf(answers))),
      problem !== "blocked" && button(words.import, () => file.click()),
      any && button(words.removeAll, () => this.remove(answers, fill(words.removedAll, { count }), true)),
      file,
    ].filter(Boolean);
    for (const [place, each] of tools.entries()) each.dataset.focus = `tool ${place}`;
    this.tools.replaceChildren(...tools);
    const rows = [...answers].reverse().map((saved) => this.cardOf(saved));
    const none = !rows.length && make("p", { text: problem ? words[problem] : words.none });
    if (problem) none.setAttribute("role", "alert");
    const undo = this.undone && make("p", { className: "cw-saved-undo", text: this.undone.said }, button(words.undo, () => this.putBack()));
    const details = rows.length && make("p", { className: "cw-details", text: room });
    arrange(this.list, [undo, none, ...rows, details].filter(Boolean));
  }

  // Returns the card of a saved answer, the one that is drawn where nothing of it is new.
  cardOf(saved) {
    const found = saved.checked.generation === this.data.generation && this.found.get(saved.id);
    const changed = found && found.kind !== "same" ? found : null;
    const state = JSON.stringify([{ ...saved, checked: null }, changed]);
    if (this.cards.get(saved.id)?.state !== state) this.cards.set(saved.id, { state, element: this.card(saved, changed) });
    return this.cards.get(saved.id).element;
  }

  card(saved, comparison) {
    const { words } = this;
    const changed = comparison !== null;
    const known = [
      fill(words.savedOn, { day: longDay(saved.day) }),
      saved.built && fill(words.indexOf, { day: longDay(saved.built) }),
      saved.verdict === "unsure" && words.unsure,
      isRefused(saved) && words.refused,
    ].filter(Boolean);
    const remove = button(words.remove, () => this.remove([saved], fill(words.removed, { question: saved.question })));
    remove.setAttribute("aria-label", `${words.remove}: ${saved.question}`);
    remove.dataset.focus = `remove ${saved.id}`;
    const title = make("h2", { className: "cw-saved-question" }, link(saved.question, "", saved.address));
    return make(
      "article",
      { className: "cw-saved-answer" },
      title,
      make("p", { className: "cw-details", text: known.join(" · ") }),
      changed && this.change(saved, comparison),
      !changed && make("div", {}, ...saved.quotations.map((quotation) => this.quotation(quotation))),
      make("div", { className: "cw-saved-tools" }, remove),
    );
  }

  // What is no longer as it was, old beside new; then what is still said.
  change(saved, comparison) {
    const { words } = this;
    const gone = comparison.kind === "refused" && !comparison.pairs.length;
    const shown = new Set(comparison.pairs.map(({ before }) => before?.quote));
    const pairs = comparison.pairs.map(({ before, now, said }) =>
      make(
        "div",
        { className: "cw-saved-pair" },
        make("p", { className: "cw-details", text: said }),
        before && this.side(fill(words.then, { day: longDay(saved.day) }), before, "cw-saved-then"),
        now && this.side(words.now, now, "cw-saved-now"),
      ),
    );
    const same = saved.quotations.filter(({ quote }) => gone || !shown.has(quote));
    const accept = comparison.now && button(words.accept, () => this.accept(saved, comparison.now));
    if (accept) accept.dataset.focus = `accept ${saved.id}`;
    const told = make("p", {}, make("b", { text: comparison.kind === "answered" ? words.answered : words.changed }), ` ${comparison.said}`);
    return make(
      "div",
      { className: "cw-saved-change" },
      make("div", { className: "cw-notice" }, told),
      ...pairs,
      ...same.map((quotation) => this.quotation(quotation)),
      accept && make("div", { className: "cw-saved-tools" }, accept),
    );
  }

  side(name, quotation, className) {
    return make("div", { className }, make("p", { className: "cw-saved-when", text: name }), this.quotation(quotation));
  }

  quotation(value) {
    const { words } = this;
    const { title, headings, publisher, published, page, place, original, file, quote } = quotationOf(value);
    const lines = quote.split("\n").map((line) => make("p", { text: line }));
    const known = [publisher, published, page && fill(words.page, { page }), original ? "" : file].filter(Boolean);
    const from = make("p", { className: "cw-details" }, make("b", { text: title }), headings && ` › ${headings}`);
    if (known.length) from.append(` · ${known.join(" · ")}`);
    if (place.article) from.append(" · ", link(words.read, "read", new URLSearchParams(place)));
    if (original) from.append(" · ", make("a", { text: words.original, href: original, target: "_blank", rel: "noreferrer", className: "cw-original" }));
    return make("figure", {}, make("blockquote", { className: "cw-text" }, ...lines), make("figcaption", {}, from));
  }

  remove(removed, said, anew = false) {
    const ids = new Set(removed.map(({ id }) => id));
    this.undone = { answers: removed, said };
    const problem = changeSaved((answers) => answers.filter(({ id }) => !ids.has(id)), { anew });
    if (problem) return void ((this.undone = null), this.say(this.words[problem]));
    if (!removed.length) this.undone = null;
    this.draw();
    this.say(said);
    this.list.querySelector(".cw-saved-undo button")?.focus();
  }

  putBack() {
    const { answers } = this.undone;
    const problem = changeSaved((kept) => [...kept, ...answers.filter(({ id }) => kept.every((each) => each.id !== id))].sort((one, other) => (one.day < other.day ? -1 : Number(one.day > other.day))));
    if (!problem) this.undone = null;
    this.draw();
    this.say(problem ? this.words[problem] : fill(this.words.undone, { count: counted(this.words.count, answers.length) }));
    const back = answers.length === 1 && this.root.querySelector(`[data-focus="remove ${CSS.escape(answers[0].id)}"]`);
    (back || this.tools.querySelector("button"))?.focus();
  }

  accept(saved, now) {
    const fresh = savedOf({ ...now, day: dayOf(new Date()), checked: { generation: now.generation, kind: "same" } });
    this.found.delete(saved.id);
    const problem = changeSaved((answers) => answers.map((each) => (each.id === saved.id ? fresh : each)));
    this.say(problem ? this.words[problem] : this.words.accepted);
    this.root.querySelector(`[data-focus="remove ${CSS.escape(saved.id)}"]`)?.focus();
  }

  save(text) {
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    make("a", { href: address, download: this.words.fileName }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  async takeIn(file) {
    if (!file) return;
    if (file.size > FILE_MOST * 1e6) return this.say(fill(this.words.tooLarge, { most: FILE_MOST }));
    let values;
    try {
      const read = JSON.parse(await file.text());
      values = read?.kind === FILE_KIND && Array.isArray(read.answers) ? read.answers : null;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    if (!values) return this.say(this.words.noFile);
    const taken = new Map(values.map(savedOf).filter(Boolean).map((saved) => [saved.id, { ...saved, checked: { generation: "", kind: "" } }]));
    let fresh = [];
    let over = false;
    const problem = changeSaved((answers) => {
      fresh = [...taken.values()].filter(({ id }) => answers.every((each) => each.id !== id));
      over = answers.length + fresh.length > this.data.most;
      return over ? answers : [...answers, ...fresh];
    });
    const wrong = values.length - values.map(savedOf).filter(Boolean).length;
    const told = fill(this.words.takenIn, { count: fresh.length, known: values.length - wrong - fresh.length, wrong });
    this.say(problem || over ? this.words[problem || "full"] : told);
    this.askNext();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".cw-saved");
  let now = running.get(parentElement);
  if (now?.saved.root !== root) {
    now?.end();
    const stop = new AbortController();
    now = { saved: new Saved(root, stop.signal), end: () => stop.abort() };
    running.set(parentElement, now);
  }
  now.saved.take(data, (due) => setTriggerValue("asked", due));
  return now.end;
}
