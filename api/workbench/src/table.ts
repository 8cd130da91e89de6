// Rows as a table: sorted by any column, filtered by words, a hundred at a time, so that ten thousand do not freeze it.

import { element, button } from "./elements";
import type { Row } from "./endpoint";
import { language, saying } from "./language";
import { number, shown, words } from "./terms";

const PAGE = 100; // rows; more are slow to draw and slower to read
const PAUSE = 150; // ms that a typist leaves between two letters

export class Table {
  readonly panel = element("div", { class: "table" });
  private readonly body = element("tbody");
  private readonly count = element("span", { class: "count", role: "status" });
  private readonly place = element("span");
  private readonly back = button("previous", () => this.turn(-PAGE));
  private readonly on = button("next", () => this.turn(PAGE));
  private readonly heads: HTMLTableCellElement[];
  private seen: Row[];
  private first = 0;
  private sorted?: { variable: string; descending: boolean };

  constructor(
    private readonly variables: string[],
    private readonly rows: Row[],
  ) {
    this.seen = rows;
    this.heads = variables.map((variable) => this.head(variable));
    const top = element("tr", {}, saying(element("th", { scope: "col", class: "row" }, "#"), "aria-label", "row"), ...this.heads);
    const table = element("table", {}, element("thead", {}, top), this.body);
    const scroller = saying(element("div", { class: "scroller", tabindex: "0", role: "region" }, table), "aria-label", "table");
    this.panel.append(element("div", { class: "bar" }, this.filter(), this.count, this.pages()), scroller);
    this.draw();
  }

  private head(variable: string): HTMLTableCellElement {
    const sort = element("button", { type: "button", click: () => this.sort(variable) }, variable);
    return element("th", { scope: "col" }, saying(sort, "title", "sortBy", variable));
  }

  private filter(): HTMLElement {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const typed = (event: Event) => {
      clearTimeout(waiting);
      const words = (event.target as HTMLInputElement).value;
      waiting = setTimeout(() => this.keep(words), PAUSE);
    };
    const input = element("input", { type: "search", input: typed });
    return saying(saying(input, "placeholder", "filter"), "aria-label", "filter");
  }

  private pages(): HTMLElement {
    const bar = element("span", { class: "pages" }, this.back, this.place, this.on);
    bar.hidden = this.rows.length <= PAGE;
    return bar;
  }

  /** Keeps the rows in which every word stands, in whatever column. */
  private keep(typed: string): void {
    const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const text = (row: Row) => this.variables.map((variable) => words(row[variable])).join(" ").toLowerCase();
    this.seen = wanted.length ? this.rows.filter((row) => wanted.every((word) => text(row).includes(word))) : [...this.rows];
    this.order();
  }

  private sort(variable: string): void {
    const again = this.sorted?.variable === variable;
    this.sorted = { variable, descending: again && !this.sorted!.descending };
    this.seen = [...this.seen];
    this.order();
  }

  private order(): void {
    if (this.sorted) {
      const { variable, descending } = this.sorted;
      const keys = new Map(this.seen.map((row) => [row, number(row[variable]) ?? words(row[variable])]));
      const compare = comparison();
      this.seen.sort((a, b) => compare(keys.get(a)!, keys.get(b)!) * (descending ? -1 : 1));
    }
    this.first = 0;
    this.draw();
  }

  private turn(by: number): void {
    this.first += by;
    this.draw();
    this.panel.querySelector(".scroller")?.scrollTo({ top: 0 });
  }

  private draw(): void {
    const page = this.seen.slice(this.first, this.first + PAGE);
    this.body.replaceChildren(...page.map((row, index) => this.line(row, this.first + index + 1)));
    const last = this.first + page.length;
    saying(this.count, "text", "matching", this.seen.length, this.rows.length);
    this.count.hidden = this.seen.length === this.rows.length;
    saying(this.place, "text", "page", Math.min(this.first + 1, last), last, this.seen.length);
    this.back.disabled = this.first === 0;
    this.on.disabled = last >= this.seen.length;
    this.heads.forEach((head, index) => head.setAttribute("aria-sort", this.direction(this.variables[index]!)));
  }

  private direction(variable: string): string {
    if (this.sorted?.variable !== variable) return "none";
    return this.sorted.descending ? "descending" : "ascending";
  }

  private line(row: Row, place: number): HTMLTableRowElement {
    const cells = this.variables.map((variable) => {
      const term = row[variable];
      const kind = number(term) === undefined ? "" : "number";
      return element("td", { class: kind }, ...(term ? [shown(term)] : []));
    });
    return element("tr", {}, element("td", { class: "row" }, String(place)), ...cells);
  }
}

type Key = string | number;

/** Numbers by size and before words; words as the language sorts them, numbers in them by size; nothing comes last. */
function comparison(): (a: Key, b: Key) => number {
  const { compare } = new Intl.Collator(language(), { numeric: true });
  return (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (a === "" || b === "") return Number(a === "") - Number(b === "");
    if (typeof a === "number" || typeof b === "number") return typeof a === "number" ? -1 : 1;
    return compare(a, b);
  };
}
