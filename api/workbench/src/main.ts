// The workbench: a bar of actions, tabs, the editor, the answer.

import "./style.css";
import { button, element } from "./elements";
import { Editor } from "./editor";
import { ask, Problem } from "./endpoint";
import { chooseExample } from "./examples";
import { language, say, saying, speak } from "./language";
import { prefixes } from "./prefixes";
import { root, settings, type Form } from "./settings";
import { arrived, share } from "./share";
import { useInCode } from "./snippets";
import { keep, kept } from "./storage";
import { Tabs, type Tab } from "./tabs";

const PATIENCE = 3000; // ms; an endpoint that is busier than this is no reason to keep someone from writing
const FIRST = `# ${say("first")}
PREFIX gd: <https://w3id.org/genoderm/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
SELECT ?centre ?name ?city ?point WHERE {
  ?centre a gd:ExpertCentre ; skos:prefLabel ?name .
  OPTIONAL { ?centre gd:city ?city }
  OPTIONAL { ?centre geo:hasGeometry/geo:asWKT ?point }
}
LIMIT 500
`;
const FORMS: Record<string, Form> = { SELECT: "solutions", ASK: "boolean", CONSTRUCT: "graph", DESCRIBE: "graph" };

class Workbench {
  private readonly editor = new Editor(
    () => void this.run(),
    (query) => this.tabs.edited(query),
  );
  private readonly tabs = new Tabs(FIRST, (tab) => this.opened(tab));
  private readonly answers = element("div", { class: "answers" });
  private readonly runButton = button("run", () => void this.run(), "runKeys");
  private readonly limit = element("input", { type: "number", min: "1", max: String(settings.most), id: "limit" });

  draw(): void {
    const work = element("div", { id: "query", role: "tabpanel" }, this.editor.holder, this.actions(), this.answers);
    saying(work, "aria-label", "editor");
    root.replaceChildren(this.tabs.bar, work, this.foot());
    document.querySelector("#languages")?.replaceChildren(this.switch());
    this.editor.refresh();
    const given = arrived();
    if (given === null) this.tabs.start();
    else this.tabs.open(given);
    addEventListener("hashchange", () => this.arrive());
  }

  private arrive(): void {
    const given = arrived();
    if (given !== null) this.tabs.open(given);
  }

  private opened(tab: Tab): void {
    if (this.editor.query !== tab.query) this.editor.query = tab.query;
    this.answers.replaceChildren(tab.results.panel);
    this.tell(tab);
  }

  private actions(): HTMLElement {
    this.runButton.className = "main";
    this.limit.value = kept("limit") ?? String(settings.seconds);
    this.limit.addEventListener("change", () => keep("limit", this.limit.value));
    saying(this.limit, "title", "limitHelp", settings.most);
    const limit = element("label", {}, saying(element("span"), "text", "limit"), this.limit);
    return element(
      "div",
      { class: "bar actions" },
      this.runButton,
      button("examples", () => void chooseExample((query) => this.tabs.open(query))),
      button("suggest", () => this.editor.suggest(), "suggestKeys"),
      button("format", () => this.editor.tidy(), "formatKeys"),
      button("share", () => share(this.editor.query)),
      button("code", () => useInCode(this.editor.query, this.form)),
      element("span", { class: "limit" }, limit, saying(element("span"), "text", "seconds")),
    );
  }

  private foot(): HTMLElement {
    const licences = element("a", { href: settings.licences });
    return element("p", { class: "note" }, saying(licences, "text", "licences"));
  }

  private switch(): HTMLElement {
    const turn = () => {
      speak(language() === "en" ? "fr" : "en");
      this.editor.label();
      this.tabs.draw();
    };
    return button("language", turn);
  }

  private get form(): Form {
    return FORMS[this.editor.form] ?? "solutions";
  }

  private get seconds(): number {
    const asked = this.limit.valueAsNumber;
    return Number.isFinite(asked) ? Math.min(Math.max(asked, 1), settings.most) : settings.seconds;
  }

  private tell(tab: Tab): void {
    if (tab !== this.tabs.active) return;
    saying(this.runButton, "text", tab.running ? "stop" : "run");
  }

  /** Runs the query of the active tab, or stops it. */
  private async run(): Promise<void> {
    const tab = this.tabs.active;
    if (tab.running) return tab.running.abort();
    const stop = (tab.running = new AbortController());
    const told = tab.results.running(this.seconds);
    this.editor.unmark();
    this.tell(tab);
    try {
      await tab.results.answered(tab.query, await ask(tab.query, this.seconds, stop.signal));
    } catch (fault) {
      this.failed(tab, fault as Error);
    } finally {
      told();
      tab.running = undefined;
      this.tell(tab);
    }
  }

  private failed(tab: Tab, fault: Error): void {
    if (fault.name === "AbortError") return tab.results.stopped();
    const go = (line: number, column: number) => {
      this.editor.mark(line, column);
      this.editor.focus();
    };
    tab.results.failed(fault, go);
    if (fault instanceof Problem && fault.line && tab === this.tabs.active) go(fault.line, fault.column ?? 1);
  }
}

document.documentElement.lang = language();
await prefixes.load(AbortSignal.timeout(PATIENCE)).catch(() => {});
new Workbench().draw();
