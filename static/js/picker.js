// Which organ is meant? Suggestions below the box while somebody types; arrows, Enter and Escape work as in any list.

document.addEventListener("input", (event) => {
  const picker = event.target.closest("[data-picker]");
  if (!picker) return;
  picker.querySelector("[type=hidden]").value = "";
  clearTimeout(picker.later);
  picker.later = setTimeout(() => suggest(picker), 180);
});
document.addEventListener("focusin", (event) => {
  const picker = event.target.matches("[role=combobox]") && event.target.closest("[data-picker]");
  if (picker && !event.target.value) suggest(picker);
});
document.addEventListener("focusout", (event) => {
  const picker = event.target.closest("[data-picker]");
  if (picker && !picker.contains(event.relatedTarget)) close(picker);
});
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[data-picker] [role=option]");
  if (!option) return;
  event.preventDefault(); // the box keeps the focus
  choose(option);
});
document.addEventListener("keydown", (event) => {
  const picker = event.target.matches?.("[role=combobox]") && event.target.closest("[data-picker]");
  if (!picker || event.isComposing) return;
  const options = [...picker.querySelectorAll("[role=option]")];
  const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (options.length) mark(picker, options[(here + (event.key === "ArrowDown" ? 1 : options.length - (here < 0 ? 0 : 1))) % options.length]);
  } else if (event.key === "Enter" && here >= 0 && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    choose(options[here]);
  } else if (event.key === "Tab") {
    close(picker); // a list that scrolls would take the focus itself
  } else if (event.key === "Escape" && options.length) {
    event.stopPropagation();
    close(picker);
  }
});

async function suggest(picker) {
  const box = picker.querySelector("[role=combobox]");
  const address = new URL(picker.dataset.picker, location);
  const asked = box.value;
  address.searchParams.set("name", asked);
  if (box.dataset.kind) address.searchParams.set("kind", box.dataset.kind);
  const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  const options = answer?.ok && (await answer.text());
  if (typeof options !== "string" || document.activeElement !== box || box.value !== asked) return; // an answer to earlier words may come last
  const list = picker.querySelector("[role=listbox]");
  list.innerHTML = options;
  list.hidden = !list.children.length;
  box.setAttribute("aria-expanded", !list.hidden);
  [...list.children].forEach((option, position) => (option.id = `${list.id}_${position}`));
}
function mark(picker, option) {
  picker.querySelectorAll("[aria-selected=true]").forEach((other) => other.setAttribute("aria-selected", "false"));
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  picker.querySelector("[role=combobox]").setAttribute("aria-activedescendant", option.id);
}
function choose(option) {
  const picker = option.closest("[data-picker]");
  picker.querySelector("[type=hidden]").value = option.dataset.slug;
  picker.querySelector("[role=combobox]").value = option.dataset.name;
  close(picker);
}
function close(picker) {
  clearTimeout(picker.later);
  const list = picker.querySelector("[role=listbox]");
  const box = picker.querySelector("[role=combobox]");
  list.hidden = true;
  list.replaceChildren();
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}
