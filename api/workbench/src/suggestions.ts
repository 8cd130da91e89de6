// Suggestions as someone types: a combobox with a list (WAI-ARIA 1.2); the field alone is a field like any other.

import { element } from "./element";
import { says } from "./says";

interface Hit {
  name: string;
  kind: string;
  code?: string;
  matched: { label: string };
}

interface Hits {
  groups: { kind: string; items: Hit[] }[];
}

const PAUSE = 120; // ms without a key, before the server is asked
const FEWEST = 2; // letters
const EACH = 6; // of a kind

class Suggestions {
  private readonly list = element("ul", { role: "listbox", id: "suggestions", class: "suggestions", hidden: true });
  private readonly told = element("span", { class: "unseen", role: "status" });
  private asking?: AbortController;
  private waiting?: ReturnType<typeof setTimeout>;
  private chosen = -1;

  constructor(
    private readonly field: HTMLInputElement,
    private readonly address: string,
  ) {
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);
    this.list.setAttribute("aria-label", says("suggestions"));
    field.after(this.list, this.told);
    field.addEventListener("input", () => this.typed());
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("blur", () => setTimeout(() => this.close(), 150)); // a click on the list comes first
  }

  private typed(): void {
    clearTimeout(this.waiting);
    const text = this.field.value.trim();
    if (text.length < FEWEST) return this.close();
    this.waiting = setTimeout(() => void this.ask(text), PAUSE);
  }

  private async ask(text: string): Promise<void> {
    this.asking?.abort();
    this.asking = new AbortController();
    const asked = new URLSearchParams({ q: text, kind: "disease,phenotype", limit: String(EACH), lang: document.documentElement.lang });
    try {
      const answer = await fetch(`${this.address}?${asked}`, { signal: this.asking.signal });
      if (answer.ok) this.show((await answer.json()) as Hits);
    } catch (fault) {
      if (!(fault instanceof DOMException)) this.close(); // aborted: a later one is on its way
    }
  }

  private show({ groups }: Hits): void {
    const hits = groups.flatMap(({ items }) => items);
    this.chosen = -1;
    this.list.replaceChildren(...hits.map((hit, index) => this.option(hit, index)));
    this.list.hidden = !hits.length;
    this.field.setAttribute("aria-expanded", String(hits.length > 0));
    this.field.removeAttribute("aria-activedescendant");
    this.told.textContent = hits.length ? says("suggested", hits.length) : says("none");
  }

  private option(hit: Hit, index: number): HTMLElement {
    const { name, code, kind, matched } = hit;
    const notes = [code, kind === "disease" ? "" : says(kind), matched.label === name || matched.label === code ? "" : matched.label];
    const note = element("small", {}, notes.filter(Boolean).join(" · "));
    const made = element("li", { role: "option", id: `suggestion-${index}`, "aria-selected": "false" }, name, note);
    made.dataset.value = code ? `${name} (${code})` : name;
    made.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    made.addEventListener("click", () => this.take(made));
    return made;
  }

  private pressed(event: KeyboardEvent): void {
    const options = [...this.list.children] as HTMLElement[];
    if (this.list.hidden || !options.length) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.chosen >= 0) this.take(options[this.chosen]!);
    else if (event.key === "ArrowDown") this.choose(options, this.chosen + 1);
    else if (event.key === "ArrowUp") this.choose(options, this.chosen < 0 ? -1 : this.chosen - 1);
    else return;
    event.preventDefault();
  }

  private choose(options: HTMLElement[], index: number): void {
    this.chosen = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.chosen)));
    this.field.setAttribute("aria-activedescendant", options[this.chosen]!.id);
    options[this.chosen]!.scrollIntoView({ block: "nearest" });
  }

  private take(option: HTMLElement): void {
    this.field.value = option.dataset.value!;
    this.close();
    this.field.focus();
  }

  private close(): void {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
    this.told.textContent = "";
  }
}

export function suggesting(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("[name=q]");
  if (field) new Suggestions(field, form.dataset.suggest!);
}
