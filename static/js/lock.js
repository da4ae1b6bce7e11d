// Who sits at this screen? After some minutes without a key or a hand it is covered, and the password uncovers it; what was typed stays.

const lock = document.getElementById("lock");
const form = lock.querySelector("form");
const told = document.getElementById("lock-error");
const again = form.querySelector("a");
const title = document.title;
const others = new BroadcastChannel("lock"); // the other windows of this browser; nothing but three words passes
const idle = lock.dataset.minutes * 60_000;
const onTheWall = document.documentElement.classList.contains("is-wall"); // nobody sits there, and it shows figures alone
let touched = Date.now();
let noted = Date.now();

const csrfToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? form.querySelector("[name=csrfmiddlewaretoken]").value;
const post = (address, body) => fetch(address, { method: "POST", body, redirect: "manual", keepalive: !body, headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" } });

function cover() {
  if (lock.open || onTheWall) return;
  document.querySelectorAll("dialog[open]").forEach((other) => other.close());
  document.documentElement.classList.add("is-locked");
  document.title = lock.dataset.title;
  told.textContent = "";
  again.hidden = true;
  lock.showModal();
  form.unlock.focus();
}

function uncover() {
  touched = noted = Date.now();
  // Signing in anew in another window changes the token; the cookie has the one that counts.
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = csrfToken()));
  form.reset();
  document.documentElement.classList.remove("is-locked");
  document.title = title;
  lock.close();
}

function lockAll() {
  if (lock.open || onTheWall) return;
  cover();
  others.postMessage("locked");
  post(lock.dataset.lock).catch(() => {});
}

// A session that ended sends to the door; a script sees only that it was sent elsewhere.
const hasEnded = (answer) => answer.type === "opaqueredirect" || answer.status === 403;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    let answer = await post(form.action, new FormData(form));
    if (hasEnded(answer)) answer = await post(lock.dataset.here); // signed in again elsewhere meanwhile?
    if (answer.status === 204) {
      uncover();
      others.postMessage("unlocked");
    } else if (hasEnded(answer)) {
      told.textContent = lock.dataset.ended;
      again.hidden = false;
    } else told.textContent = answer.status === 422 ? await answer.text() : lock.dataset.away;
  } catch {
    told.textContent = lock.dataset.away;
  }
  form.unlock.select();
});
lock.addEventListener("cancel", (event) => event.preventDefault());
lock.addEventListener("close", () => document.documentElement.classList.contains("is-locked") && lock.showModal());
document.querySelector("form[data-lock-now]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  lockAll();
}, { capture: true });

others.addEventListener("message", ({ data }) => {
  if (data === "locked") cover();
  else if (data === "unlocked" && lock.open) uncover();
  else if (data === "touched") touched = Date.now();
});

function touch() {
  if (lock.open || Date.now() - touched < 1000) return;
  touched = Date.now();
  if (touched - noted < 60_000) return;
  noted = touched;
  others.postMessage("touched");
  post(lock.dataset.here).then((answer) => (answer.status === 423 || hasEnded(answer)) && cover()).catch(() => {});
}
["keydown", "pointerdown", "pointermove", "wheel", "touchstart"].forEach((kind) => document.addEventListener(kind, touch, { passive: true, capture: true }));
const look = () => Date.now() - touched > idle && lockAll();
setInterval(look, 5000);
document.addEventListener("visibilitychange", look); // a machine that slept
window.addEventListener("pageshow", (event) => event.persisted && look());
document.addEventListener("htmx:responseError", ({ detail }) => detail.xhr.status === 423 && cover());
