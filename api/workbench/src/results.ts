// The answer to a tab's query: while it runs, how it failed, and the views that fit it.

import { Chart, charted } from "./chart";
import { button, element } from "./elements";
import { Problem, type Answer, type Row } from "./endpoint";
import { geometric, places } from "./geometry";
import { say, saying, type Message } from "./language";
import { Download } from "./download";
import { Table } from "./table";

type View = "table" | "map" | "chart" | "raw";
const LOW = 2 / 3; // of the window's height
const RAW = 200_000; // characters that a browser lays out at once

export class Results {
  readonly panel = element("section", { class: "results" });
  private view: View = "table";

  constructor() {
    saying(this.panel, "aria-label", "views");
  }

  /** Tells how long the query has run; gives what stops the telling. */
  running(limit: number): () => void {
    const began = performance.now();
    const told = element("p", { class: "running", role: "status" });
    const tick = () => saying(told, "text", "running", Math.floor((performance.now() - began) / 1000), limit);
    const clock = setInterval(tick, 1000);
    tick();
    this.panel.replaceChildren(told);
    return () => clearInterval(clock);
  }

  stopped(): void {
    this.panel.replaceChildren(saying(element("p", { class: "note", role: "status" }), "text", "stopped"));
  }

  failed(fault: Error, go: (line: number, column: number) => void): void {
    const title = fault instanceof Problem ? fault.title : say("failed");
    const told = element("div", { class: "problem", role: "alert" }, element("h2", {}, title), element("p", {}, fault.message));
    if (fault instanceof Problem && fault.line) {
      const { line, column = 1 } = fault;
      const place = element("button", { type: "button", click: () => go(line, column) });
      told.append(saying(place, "text", "atLine", line, column));
    }
    this.panel.replaceChildren(told);
  }

  async answered(query: string, answer: Answer): Promise<void> {
    const variables = answer.form === "solutions" ? answer.variables : GRAPH.map((name) => say(name));
    const rows = await tabled(answer, variables).catch(() => undefined); // what cannot be read can still be shown as it came
    const views = fitting(answer, variables, rows);
    const holder = element("div", { class: "view" });
    const tabs = element("div", { class: "views", role: "group" });
    const show = (view: View) => this.show(view, views, holder, tabs);
    tabs.append(...[...views.keys()].map((view) => choice(view, () => show(view))));
    const told = summary(answer, rows?.length ?? 0);
    const bar = element("div", { class: "bar" }, told, tabs, new Download(query, answer.form).panel);
    this.panel.replaceChildren(bar, holder);
    await show(views.has(this.view) ? this.view : [...views.keys()][0]!);
    reveal(bar);
  }

  private async show(view: View, views: Views, holder: HTMLElement, tabs: HTMLElement): Promise<void> {
    this.view = view;
    for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab.getAttribute("data-view") === view));
    const make = views.get(view)!;
    if (typeof make === "function") views.set(view, await make());
    if (this.view === view) holder.replaceChildren(views.get(view) as HTMLElement); // else another was chosen meanwhile
  }
}

type Views = Map<View, HTMLElement | (() => HTMLElement | Promise<HTMLElement>)>; // made when first looked at, then kept
const GRAPH = ["subject", "predicate", "object"] as const satisfies Message[];

function choice(view: View, chosen: () => void): HTMLElement {
  const made = button(view, chosen);
  made.dataset.view = view;
  return made;
}

function summary({ form, milliseconds }: Answer, count: number): HTMLElement {
  const told = element("p", { class: "told", role: "status" });
  if (form === "boolean") return saying(told, "text", "answeredIn", milliseconds);
  return saying(told, "text", form === "graph" ? "triplesIn" : "rowsIn", count, milliseconds);
}

/** Brings an answer up that would else begin at the foot of the window, or below it. */
function reveal(bar: HTMLElement): void {
  if (bar.getBoundingClientRect().top > LOW * innerHeight) bar.scrollIntoView();
}

async function tabled(answer: Answer, names: string[]): Promise<Row[]> {
  if (answer.form === "solutions") return answer.rows;
  if (answer.form === "boolean") return [];
  const { triples } = await import("./graph");
  return triples(answer.text, names);
}

function fitting(answer: Answer, variables: string[], rows?: Row[]): Views {
  const views: Views = new Map();
  if (!rows) return views.set("raw", () => raw(answer.text));
  views.set("table", () => first(answer, variables, rows));
  if (places(geometric(variables, rows), rows).points.length) views.set("map", () => mapped(variables, rows));
  if (charted(variables, rows)) views.set("chart", () => new Chart(variables, rows).panel);
  views.set("raw", () => raw(answer.text));
  return views;
}

function first(answer: Answer, variables: string[], rows: Row[]): HTMLElement {
  if (answer.form === "boolean") return saying(element("p", { class: "verdict" }), "text", answer.value ? "yes" : "no");
  if (rows.length) return new Table(variables, rows).panel;
  return saying(element("p", { class: "empty" }), "text", "noRows");
}

async function mapped(variables: string[], rows: Row[]): Promise<HTMLElement> {
  const { PointMap } = await import("./map"); // with the outlines it is half of the page, and few answers hold places
  return new PointMap(variables, rows).panel;
}

function raw(text: string): HTMLElement {
  const panel = element("div", {}, element("pre", { class: "raw", tabindex: "0" }, text.slice(0, RAW)));
  if (text.length > RAW) panel.prepend(saying(element("p", { class: "note" }), "text", "truncated", RAW, text.length));
  return panel;
}
