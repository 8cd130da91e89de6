// Counts as bars: a column of labels, a column of numbers.

import { element } from "./elements";
import type { Row } from "./endpoint";
import { saying, written, type Message } from "./language";
import { number, shown, words } from "./terms";

const MOST = 60; // bars; more are a table

/** Whether there is a column of numbers, and another to name them by. */
export function charted(variables: string[], rows: Row[]): boolean {
  const numbers = numeric(variables, rows).length;
  return numbers > 0 && numbers < variables.length;
}

/** The columns whose every bound value is a number. */
function numeric(variables: string[], rows: Row[]): string[] {
  return variables.filter((variable) => {
    const bound = rows.filter((row) => row[variable]);
    return bound.length > 0 && bound.every((row) => number(row[variable]) !== undefined);
  });
}

export class Chart {
  readonly panel = element("div", { class: "chart" });
  private readonly bars = element("div", { class: "bars" });
  private readonly label: HTMLSelectElement;
  private readonly value: HTMLSelectElement;

  constructor(
    variables: string[],
    private readonly rows: Row[],
  ) {
    const numbers = numeric(variables, rows);
    const labels = variables.filter((variable) => !numbers.includes(variable));
    this.label = this.choice(labels, labels.find((name) => this.reads(name)));
    this.value = this.choice(numbers);
    const bar = element("div", { class: "bar" }, named("label", this.label), named("value", this.value));
    this.panel.append(bar, this.bars);
    this.draw();
  }

  /** Whether a column is made to be read: a name is better than the IRI beside it. */
  private reads(variable: string): boolean {
    return this.rows.some((row) => row[variable]?.type === "literal");
  }

  private choice(names: string[], chosen = names[0]): HTMLSelectElement {
    const made = element("select", { change: () => this.draw() }, ...names.map((name) => element("option", {}, name)));
    made.value = chosen ?? "";
    return made;
  }

  private draw(): void {
    const some = this.rows.slice(0, MOST);
    const values = some.map((row) => number(row[this.value.value]) ?? 0);
    const most = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
    const table = element("table", {}, ...some.map((row, index) => this.line(row, values[index]!, most)));
    this.bars.replaceChildren(table);
    if (some.length < this.rows.length) {
      this.bars.append(saying(element("p", { class: "note" }), "text", "barsShown", some.length, this.rows.length));
    }
  }

  private line(row: Row, value: number, most: number): HTMLTableRowElement {
    const term = row[this.label.value];
    const bar = element("span", { class: value < 0 ? "bar-drawn below" : "bar-drawn" });
    bar.style.inlineSize = `${(100 * Math.abs(value)) / most}%`;
    const name = element("th", { scope: "row", title: words(term) }, ...(term ? [shown(term)] : []));
    const figure = element("td", { class: "number" }, written(value));
    return element("tr", {}, name, element("td", { class: "drawn" }, bar), figure);
  }
}

function named(message: Message, choice: HTMLSelectElement): HTMLElement {
  return element("label", {}, saying(element("span"), "text", message), choice);
}
