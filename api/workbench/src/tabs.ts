// The queries at hand, each in a tab with its own answer; the browser keeps their text.

import { element } from "./elements";
import { say, saying } from "./language";
import { Results } from "./results";
import { keep, kept } from "./storage";

export class Tab {
  readonly results = new Results();
  running?: AbortController;

  constructor(
    readonly number: number,
    public query: string,
  ) {}

  /** The first comment is the question that the query answers. */
  get title(): string {
    const comment = /^\s*#+\s*(\S.*)$/m.exec(this.query)?.[1];
    return comment ?? say("untitled", this.number);
  }
}

export class Tabs {
  readonly bar = element("div", { class: "tabs" });
  private readonly list = saying(element("div", { role: "tablist" }), "aria-label", "tabs");
  private all: Tab[];
  private at: number;

  constructor(
    first: string,
    private readonly opened: (tab: Tab) => void,
  ) {
    const { queries, at } = remembered();
    this.all = (queries.length ? queries : [first]).map((query, index) => new Tab(index + 1, query));
    this.at = Math.min(at, this.all.length - 1);
    const add = element("button", { type: "button", class: "add", click: () => this.open("") }, "+");
    this.bar.append(this.list, saying(saying(add, "aria-label", "newTab"), "title", "newTab"));
    this.list.addEventListener("keydown", (event) => this.pressed(event));
  }

  get active(): Tab {
    return this.all[this.at]!;
  }

  /** Opens a query in a tab of its own, or in the one that has it, or in an empty one. */
  open(query: string): void {
    const there = this.all.findIndex((tab) => tab.query.trim() === query.trim());
    if (there >= 0) return this.activate(there);
    const unused = this.all.findIndex((tab) => !tab.query.trim());
    const number = Math.max(0, ...this.all.map((tab) => tab.number)) + 1;
    if (unused >= 0) this.all[unused]!.query = query;
    else this.all.push(new Tab(number, query));
    this.activate(unused >= 0 ? unused : this.all.length - 1);
  }

  activate(index: number): void {
    this.at = index;
    this.draw();
    this.opened(this.active);
  }

  start(): void {
    this.activate(this.at);
  }

  /** The text of the active tab has changed. */
  edited(query: string): void {
    const before = this.active.title;
    this.active.query = query;
    this.save();
    if (this.active.title !== before) this.draw();
  }

  draw(): void {
    const focused = this.list.contains(document.activeElement);
    this.list.replaceChildren(...this.all.map((tab, index) => this.drawn(tab, index)));
    const selected = this.list.querySelector<HTMLElement>("[aria-selected=true]")!;
    selected.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focused) selected.focus();
    this.save();
  }

  private drawn(tab: Tab, index: number): HTMLElement {
    const selected = index === this.at;
    const name = element("button", {
      type: "button",
      role: "tab",
      title: tab.title,
      "aria-selected": String(selected),
      "aria-controls": "query",
      tabindex: selected ? "0" : "-1",
      click: () => this.activate(index),
    });
    name.append(tab.title);
    const holder = element("span", { role: "presentation", class: selected ? "tab active" : "tab" }, name);
    if (this.all.length > 1) holder.append(this.closer(tab, index));
    return holder;
  }

  private closer(tab: Tab, index: number): HTMLElement {
    const close = element("button", { type: "button", class: "close", tabindex: "-1", click: () => this.close(index) }, "×");
    return saying(saying(close, "aria-label", "closeTab", tab.title), "title", "closeTab", tab.title);
  }

  private close(index: number): void {
    if (this.all.length === 1) return;
    const [closed] = this.all.splice(index, 1);
    closed?.running?.abort();
    this.activate(Math.min(index < this.at ? this.at - 1 : this.at, this.all.length - 1));
  }

  /** Arrows go from tab to tab, Delete closes: the ARIA pattern of tabs. */
  private pressed(event: KeyboardEvent): void {
    const moves: Record<string, number> = { ArrowRight: this.at + 1, ArrowLeft: this.at - 1, Home: 0, End: this.all.length - 1 };
    const to = moves[event.key];
    if (event.key === "Delete") this.close(this.at);
    else if (to !== undefined) this.activate((to + this.all.length) % this.all.length);
    else return;
    event.preventDefault();
  }

  private save(): void {
    keep("tabs", JSON.stringify({ queries: this.all.map((tab) => tab.query), at: this.at }));
  }
}

function remembered(): { queries: string[]; at: number } {
  try {
    const { queries, at } = JSON.parse(kept("tabs") ?? "{}");
    const sound = Array.isArray(queries) && queries.every((query) => typeof query === "string");
    return sound ? { queries, at: Number.isInteger(at) ? at : 0 } : { queries: [], at: 0 };
  } catch {
    return { queries: [], at: 0 };
  }
}
