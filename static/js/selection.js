// Which words belong to it? What is marked in the text of the page becomes a line of the box; without scripts it is typed or copied.

const takesSelection = (box) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet btn-sm";
  button.textContent = box.dataset.selection;
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the words stay marked
  button.addEventListener("click", () => {
    const lines = String(window.getSelection()).split("\n").map((line) => line.trim()).filter((line) => line.length > 1);
    if (!lines.length) return;
    box.value = [box.value.trim(), ...lines].filter(Boolean).join("\n");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    window.getSelection().removeAllRanges();
  });
  box.after(button);
  box.removeAttribute("data-selection");
};
const equipBoxes = (root) => root.querySelectorAll("textarea[data-selection]").forEach(takesSelection);

document.addEventListener("DOMContentLoaded", () => equipBoxes(document));
document.addEventListener("htmx:afterSwap", (event) => equipBoxes(event.target));
