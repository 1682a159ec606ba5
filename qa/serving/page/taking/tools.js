// The row of what can be done with what is shown. Each button says what it did, below the row and to screen readers.
const LOOPBACK = /^(localhost|127\.|\[::1\]$)/;
const running = new WeakMap();
// What makes an answer another one; where in its article a quotation stands does not.
const sayingOf = ({ quotations }) => JSON.stringify(quotations.map(({ quote, article, published }) => [quote, article, published]));
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

class Tools {
  constructor(row, status, signal) {
    Object.assign(this, { row, status, name: "" });
    this.reader = new Reader((said) => (this.draw(), this.say(this.told(said))));
    onSavedChange(() => this.draw(), signal);
    addEventListener("pagehide", () => this.reader.stop(), { signal });
    speech?.addEventListener?.("voiceschanged", () => this.reader.state === "idle" && this.draw(), { signal });
  }

  take(data) {
    if (this.name !== data.name) {
      this.reader.stop();
      this.say("");
    }
    Object.assign(this, { data, words: data.words, name: data.name });
    this.row.setAttribute("aria-label", data.label);
    this.draw();
  }

  say(text, ...more) {
    if (this.status.textContent !== text || more.length) this.status.replaceChildren(text, ...more);
  }

  told(said) {
    const { words, reader } = this;
    if (said !== "reading" || !reader.left.length) return words[said];
    const names = new Intl.DisplayNames("en", { type: "language" });
    return `${words.reading} ${fill(words.left, { languages: reader.left.map((code) => (/^[a-z]{2,3}$/.test(code) ? names.of(code) : code)).join(", ") })}`;
  }

  draw() {
    const { words, reader, data } = this;
    if (!data) return;
    const held = this.row.contains(document.activeElement) && document.activeElement.dataset.tool;
    const before = this.saved();
    const isSame = before && before.verdict === data.saved.verdict && sayingOf(before) === sayingOf(data.saved);
    const buttons = [];
    const add = (name, label, icon, act) => buttons.push(this.button(name, label, icon, act));
    if (data.saved && isSame) add("save", words.isSaved, "bookmark_added", () => this.forget());
    else if (data.saved) add("save", before ? words.saveAgain : isRefused(data.saved) ? words.saveQuestion : words.save, "bookmark", () => this.save());
    if (data.saved) buttons[0].setAttribute("aria-pressed", String(Boolean(isSame)));
    add("share", words.share, "share", () => this.share());
    add("print", words.print, "print", () => print());
    if (reader.state === "idle") reader.prepare(data.aloud);
    if (reader.state !== "idle") {
      const [label, icon, act] = reader.state === "paused" ? ["resume", "play_arrow", "goOn"] : ["pause", "pause", "pause"];
      add("aloud", words[label], icon, () => reader[act]());
      add("stop", words.stop, "stop", () => reader.stop());
    } else if (reader.pieces.length) add("aloud", words.aloud, "volume_up", () => reader.begin());
    this.row.replaceChildren(...buttons);
    if (held) (buttons.find((button) => button.dataset.tool === held) ?? buttons.at(-1)).focus();
  }

  button(name, label, icon, act) {
    const sign = Object.assign(document.createElement("span"), { className: "cw-icon", textContent: icon, ariaHidden: "true" });
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.append(sign, label);
    button.dataset.tool = name;
    button.addEventListener("click", act);
    return button;
  }

  saved() {
    return this.data.saved && readSaved().answers.find(({ id }) => id === this.data.saved.id);
  }

  save() {
    const { saved, most } = this.data;
    const checked = { generation: saved.generation, kind: "same" };
    const fresh = savedOf({ ...saved, day: dayOf(new Date()), checked });
    let over = false;
    const problem = changeSaved((answers) => {
      const others = answers.filter(({ id }) => id !== saved.id);
      over = others.length >= most;
      return over ? answers : [...others, fresh];
    });
    if (problem || over) return this.say(this.words[problem || "full"]);
    const see = Object.assign(document.createElement("a"), { className: "cw-open", href: "./saved", textContent: this.words.see });
    this.say(`${isRefused(saved) ? this.words.savedQuestion : this.words.saved} `, see);
  }

  forget() {
    const problem = changeSaved((answers) => answers.filter(({ id }) => id !== this.data.saved.id));
    this.say(this.words[problem || "forgotten"]);
  }

  async share() {
    const { words } = this;
    const shared = { title: this.data.title, url: location.href };
    if (navigator.share && (navigator.canShare?.(shared) ?? true)) {
      try {
        await navigator.share(shared);
        return this.say(words.shared);
      } catch (error) {
        if (error.name === "AbortError") return this.say(""); // the visitor closed it
        if (error.name !== "NotAllowedError") throw error; // then the link is copied
      }
    }
    const copied = await this.copy(shared.url);
    this.say(!copied ? words.notCopied : LOOPBACK.test(location.hostname) ? words.copiedHere : words.copied);
  }

  // The clipboard is there only where the page is served safely; elsewhere the older way is all there is.
  async copy(text) {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch (error) {
        if (error.name !== "NotAllowedError") throw error;
      }
    }
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "cw-hidden" });
    this.row.append(field);
    const held = document.activeElement;
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    held?.focus();
    return copied;
  }
}

export default function ({ data, parentElement }) {
  const row = parentElement.querySelector(".cw-tools");
  let now = running.get(parentElement);
  if (now?.tools.row !== row) {
    now?.end();
    const stop = new AbortController();
    const tools = new Tools(row, parentElement.querySelector(".cw-tools-said"), stop.signal);
    now = { tools, end: () => (tools.reader.stop(), stop.abort()) };
    running.set(parentElement, now);
  }
  now.tools.take(data);
  return now.end;
}
