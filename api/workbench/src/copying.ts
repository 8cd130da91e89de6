// Buttons that copy: beside each code, and beside the address to share; and one that prints.

import { element } from "./element";
import { says } from "./says";

export function copying(): void {
  for (const holder of document.querySelectorAll<HTMLElement>("[data-copy]")) {
    holder.append(button(holder.dataset.copy!, `${says("copy")} ${holder.dataset.copy}`));
  }
  for (const field of document.querySelectorAll<HTMLInputElement>("[data-copy-field]")) {
    field.addEventListener("focus", () => field.select());
    field.after(button(field.value, `${says("copy")}: ${field.labels?.[0]?.textContent ?? ""}`));
  }
  for (const list of document.querySelectorAll("[data-print]")) {
    const print = element("button", { type: "button", class: "quiet small", click: () => window.print() }, says("print"));
    list.append(element("li", {}, print));
  }
}

function button(text: string, label: string): HTMLButtonElement {
  const made = element("button", { type: "button", class: "copy", "aria-label": label }, says("copy"));
  made.addEventListener("click", () => void copy(text, made));
  return made;
}

/** Copies; the button says whether it did, to the eye and to a screen reader. */
async function copy(text: string, pressed: HTMLButtonElement): Promise<void> {
  const done = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  const label = pressed.getAttribute("aria-label")!;
  pressed.textContent = says(done ? "copied" : "not_copied");
  pressed.setAttribute("aria-label", pressed.textContent);
  setTimeout(() => {
    pressed.textContent = says("copy");
    pressed.setAttribute("aria-label", label);
  }, 2000);
}
