// What does the desk do with scripts? Another person by one key, and a token that is fresh after signing in elsewhere.

const deskForm = document.getElementById("desk-form");
const rows = document.getElementById("people");
const total = deskForm.querySelector("[name=form-TOTAL_FORMS]");

function addPerson() {
  const index = Number(total.value);
  const holder = document.createElement("template");
  holder.innerHTML = document.getElementById("person-template").innerHTML.replaceAll("__prefix__", index);
  const row = holder.content.firstElementChild;
  rows.append(row);
  total.value = index + 1;
  document.getElementById("more-people").open = true;
  row.querySelector("input[type=text], input:not([type])").focus();
}
deskForm.querySelector("[data-add-person]").addEventListener("click", (event) => {
  event.preventDefault();
  addPerson();
});
document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyP") {
    event.preventDefault();
    addPerson();
  }
});

// Enter in a line goes to the next field, as on paper; only the button and Ctrl+Enter register.
deskForm.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing || !event.target.matches("input:not([type=file], [type=submit])")) return;
  event.preventDefault();
  const fields = [...deskForm.querySelectorAll("input:not([type=hidden]), textarea, select")].filter((field) => field.getClientRects().length);
  fields[fields.indexOf(event.target) + 1]?.focus();
});

// Signing in anew in another window changes the token; the cookie has the one that counts.
const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1];
deskForm.addEventListener("submit", () => {
  if (token()) deskForm.querySelector("[name=csrfmiddlewaretoken]").value = token();
});
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (token()) detail.headers["X-CSRFToken"] = token();
});

// What was opened beside takes the focus, so that it can be read and left by keyboard.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "beside") detail.target.querySelector(".beside")?.focus();
});
