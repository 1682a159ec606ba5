// Runs before Streamlit's front end: tells it where its server is and which of its dialogs stay closed, and says in
// our words when the server does not answer.  What is on the page stays; the front end connects again by itself.
const BASE = location.origin + location.pathname.replace(/[^/]*$/, ""); // each view is one step below the page
window.__streamlit = {
  BACKEND_BASE_URL: BASE,
  MAIN_PAGE_BASE_URL: BASE,
  HOST_CONFIG: { blockErrorDialogs: true },
};

const STATE = "data-test-connection-state";
const NOTICED_MILLISECONDS = 1500; // a shorter interruption need not be told
const FIRST_MILLISECONDS = 15000; // until then a page that shows nothing yet is being loaded
const BACK_MILLISECONDS = 4000;

let connected = true;
let timer = 0;

function say(kind) {
  let box = document.querySelector(".cw-connection");
  if (!box) {
    box = Object.assign(document.createElement("div"), { className: "cw-connection" });
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  box.textContent = kind ? SAID[kind] : "";
}

function later(milliseconds, kind) {
  clearTimeout(timer);
  timer = setTimeout(say, milliseconds, kind);
}

function look() {
  const app = document.querySelector(`[${STATE}]`);
  const now = app?.getAttribute(STATE) === "CONNECTED";
  if (now === connected) return;
  connected = now;
  if (!now) later(document.querySelector(".cw-nav") ? NOTICED_MILLISECONDS : FIRST_MILLISECONDS, "lost");
  else if (document.querySelector(".cw-connection")?.textContent) {
    say("back");
    later(BACK_MILLISECONDS, "");
  } else clearTimeout(timer);
}

new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: [STATE] });
