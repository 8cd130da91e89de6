// Elements that say something in the language in force.

import { element, type Content } from "./element";
import { saying, type Message } from "./language";

export { element };

/** A button that says a message; its help is what a pointer or a screen reader is told beside it. */
export function button(message: Message, pressed: () => void, help?: Message): HTMLButtonElement {
  const made = saying(element("button", { type: "button", click: pressed }), "text", message);
  return help ? saying(made, "title", help) : made;
}

/** A dialog with a title and a way out; it is removed when it is closed. */
export function dialog(title: Message, ...inside: Content[]): HTMLDialogElement {
  const heading = saying(element("h2", { id: `dialog-${title}` }), "text", title);
  const made = element("dialog", { "aria-labelledby": heading.id, closedby: "any", close: () => made.remove() });
  made.append(element("header", {}, heading, button("close", () => made.close())), ...inside);
  document.body.append(made);
  made.showModal();
  return made;
}

/** Copies text; says on the button whether it was. */
export async function copy(text: string, pressed: HTMLElement): Promise<void> {
  const done = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  saying(pressed, "text", done ? "copied" : "copyByHand");
  setTimeout(() => saying(pressed, "text", "copy"), 2000);
}
