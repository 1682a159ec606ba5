// Saved answers in the storage of the browser, which anything may have written: what is no saved answer is never
// used, and of one only texts are taken, which stay texts.
const STORED = "citewell-saved";
const FILE_KIND = "citewell saved answers";
const STORED_CHANGED = "citewell-saved-changed"; // an event in this tab; "storage" is that of the others
const TEXT_MOST = 20000; // characters, as the server takes them
const QUOTATIONS_MOST = 60;
const ANSWER_KEYS = ["id", "question", "address", "generation", "built", "verdict", "day"];
const QUOTATION_KEYS = "quote article title publisher published headings page original file".split(" ");
const PLACE_KEYS = ["article", "at", "mark", "h", "g"];

const isRefused = ({ verdict }) => verdict === "not_in_corpus"; // the articles do not answer the question

const isText = (value) => typeof value === "string" && value.length <= TEXT_MOST;
const textsOf = (value, keys) => Object.fromEntries(keys.map((key) => [key, isText(value?.[key]) ? value[key] : ""]));

function quotationOf(value) {
  const quotation = { ...textsOf(value, QUOTATION_KEYS), place: textsOf(value?.place, PLACE_KEYS) };
  if (!/^https?:\/\//.test(quotation.original)) quotation.original = "";
  return quotation;
}

// Returns a saved answer made of what is known of one, null for anything else.
function savedOf(value) {
  const saved = textsOf(value, ANSWER_KEYS);
  const isSaved = saved.id && saved.question && saved.address && /^\d{4}-\d\d-\d\d$/.test(saved.day);
  if (!isSaved || !Array.isArray(value.quotations)) return null;
  saved.quotations = value.quotations.slice(0, QUOTATIONS_MOST).map(quotationOf);
  saved.checked = textsOf(value.checked, ["generation", "kind"]);
  return saved;
}

function readSaved() {
  let text;
  try {
    text = localStorage.getItem(STORED);
  } catch {
    return { answers: [], problem: "blocked", size: 0 };
  }
  if (text === null) return { answers: [], problem: "", size: 0 };
  try {
    const kept = JSON.parse(text);
    if (kept.kind !== FILE_KIND || kept.version !== 1) throw new TypeError("of another kind");
    return { answers: kept.answers.map(savedOf).filter(Boolean), problem: "", size: text.length };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return { answers: [], problem: "unreadable", size: text.length, text };
  }
}

const fileOf = (answers) => JSON.stringify({ kind: FILE_KIND, version: 1, answers });

// Reads and writes in one go, so that no other tab comes in between; returns what prevented it, if anything did.
function changeSaved(change, { anew = false } = {}) {
  const { answers, problem } = readSaved();
  if (problem && !(anew && problem === "unreadable")) return problem;
  try {
    const kept = change(answers);
    if (kept.length) localStorage.setItem(STORED, fileOf(kept));
    else localStorage.removeItem(STORED);
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    return "full";
  }
  dispatchEvent(new Event(STORED_CHANGED));
  return "";
}

function onSavedChange(act, signal) {
  addEventListener("storage", (event) => (event.key === STORED || event.key === null) && act(), { signal });
  addEventListener(STORED_CHANGED, act, { signal });
}

function dayOf(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
