// What does a browser with scripts do better? Keyboard, drafts, counters, menus. Every page works without this file.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=button]), textarea, select, [contenteditable]");
const words = document.getElementById("words")?.dataset ?? {};

// ── Keyboard: / finds, ? shows the keys, j and k walk a list, x chooses a row, Ctrl/Cmd+Enter sends the form ──

function openKeys() {
  document.getElementById("keys")?.showModal();
}

function walk(step) {
  const rows = all("[data-row]").filter((row) => row.getClientRects().length);
  if (!rows.length) return;
  const here = rows.indexOf(document.activeElement.closest("tr, li")?.querySelector("[data-row]"));
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + step));
  rows[next].focus();
}

function chooseRow() {
  const box = document.activeElement.closest("tr")?.querySelector(".row-choice");
  if (!box) return;
  box.checked = !box.checked;
  countChosen();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const form = event.target.closest("form[data-submit-keys]") ?? (typing(event.target) ? null : document.querySelector("form[data-submit-keys]"));
    if (!form || event.repeat) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-main], .btn-primary[type=submit], button:not([type]).btn-primary"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (localStorage.getItem("keys") === "off") return;
  const act = { "/": () => document.getElementById("search")?.focus(), "?": openKeys, j: () => walk(1), k: () => walk(-1), x: chooseRow }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

// Keys of one character can be switched off (WCAG 2.1.4): a screen reader or a voice may send them by accident.
const keysSwitch = document.getElementById("keys-on");
if (keysSwitch) {
  keysSwitch.checked = localStorage.getItem("keys") !== "off";
  keysSwitch.addEventListener("change", () => localStorage.setItem("keys", keysSwitch.checked ? "on" : "off"));
}

// ── Menus and dialogs: details close on Escape and on a click elsewhere ──

document.addEventListener("click", (event) => {
  all("details.menu[open]").filter((menu) => !menu.contains(event.target)).forEach((menu) => (menu.open = false));
  const { dialog } = event.target.closest("[data-dialog]")?.dataset ?? {};
  if (dialog) document.getElementById(dialog)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-print]")) window.print();
  const toggle = event.target.closest("[data-toggle]");
  if (toggle) {
    const open = document.getElementById(toggle.dataset.toggle).classList.toggle("is-open");
    toggle.setAttribute("aria-expanded", open);
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// ── Errors: the summary takes the focus; its links reach the first input of a group ──

function showErrors(root = document) {
  const summary = root.querySelector?.(".error-summary");
  summary?.focus();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const input = field?.matches("input, select, textarea") ? field : field?.querySelector("input, select, textarea");
  if (input) {
    event.preventDefault();
    input.scrollIntoView({ block: "center" });
    input.focus({ preventScroll: true });
  }
});

// ── Counters: characters as a person counts them, so one rare hanzi is one ──

function count(field) {
  const left = Number(field.dataset.limit) - [...field.value.replace(/\r\n/g, "\n")].length;
  const line = document.getElementById(`${field.id}_counter`);
  line.textContent = (left < 0 ? words.over : words.left).replace("%", Math.abs(left).toLocaleString(document.documentElement.lang));
  line.classList.toggle("is-over", left < 0);
}
function startCounters(root) {
  all("[data-limit]", root).filter((field) => field.id && !document.getElementById(`${field.id}_counter`)).forEach((field) => {
    const line = document.createElement("span");
    line.id = `${field.id}_counter`;
    line.className = "counter";
    field.after(line);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
    field.addEventListener("input", () => count(field));
    count(field);
  });
}

// ── Drafts: data-autosave="URL" posts the form's answers (never its files) a moment after the last key ──
// The answer replaces the form's [data-autosave-status] line, so the server says "Saved 14:03" in its own words.

const unsaved = new Set();

function save(form, status) {
  const answers = new FormData();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") answers.append(name, value);
  // The body as source: htmx would otherwise add the enclosing form, files included.
  htmx.ajax("POST", form.dataset.autosave, { source: document.body, target: status, swap: "innerHTML", values: answers });
}
function startAutosave(root) {
  all("form[data-autosave]:not([data-autosaving])", root).forEach((form) => {
    const status = form.querySelector("[data-autosave-status]");
    let later;
    form.dataset.autosaving = "";
    form.addEventListener("input", () => {
      unsaved.add(form);
      clearTimeout(later);
      later = setTimeout(() => save(form, status), 1200);
    });
    form.addEventListener("submit", () => clearTimeout(later));
  });
}
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.target?.matches("[data-autosave-status]")) return;
  if (detail.successful) unsaved.delete(detail.target.closest("form"));
  else detail.target.textContent = words.unsaved;
});

// ── Nothing lost: data-guard asks before leaving a form that was changed and neither sent nor saved ──

const changed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) changed.add(form);
});
document.addEventListener("submit", (event) => {
  changed.delete(event.target);
  unsaved.delete(event.target);
});
window.addEventListener("beforeunload", (event) => {
  const guarded = [...changed].filter((form) => form.isConnected && (!form.dataset.autosave || unsaved.has(form)));
  if (guarded.length) event.preventDefault();
});

// ── A form goes off once: a second click on the same button is ignored until the page answers ──

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if ("sent" in event.target.dataset) return event.preventDefault();
  event.target.dataset.sent = "";
  setTimeout(() => delete event.target.dataset.sent, 4000); // a download answers without leaving the page
});
window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

// ── Rows to choose: all of a page at once, and how many there are ──

function countChosen() {
  const line = document.querySelector("[data-chosen]");
  const number = all(".row-choice:checked").length;
  if (line) line.textContent = number || "";
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose-all]")) all(".row-choice").forEach((box) => (box.checked = event.target.checked));
  if (event.target.matches("[data-choose-all], .row-choice")) countChosen();
});
all(".bulk-all").forEach((label) => (label.hidden = false));

function start(root) {
  startCounters(root);
  startAutosave(root);
}
start(document);
showErrors();
document.addEventListener("htmx:load", (event) => {
  start(event.detail.elt);
  showErrors(event.detail.elt);
});

// ── Whose print, and at which minute: the foot of each sheet ──

addEventListener("beforeprint", () => {
  const locale = document.documentElement.lang;
  all("[data-printed]").forEach((stamp) => { stamp.textContent = new Date().toLocaleString(locale, { dateStyle: "long", timeStyle: "short" }); });
});
