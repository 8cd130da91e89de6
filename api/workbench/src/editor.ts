// The editor: YASQE, fed from our own endpoint, with marks on the lines that are wrong.

import Yasqe from "@zazuko/yasqe";
import { element } from "./elements";
import { say, saying } from "./language";
import { own } from "./completion";

const LISTED = 12; // of the tokens that could stand at a place; where an expression could, there are eighty

type Handle = CodeMirror.LineHandle;

export class Editor {
  readonly holder = element("div", { class: "editor" });
  private readonly yasqe: Yasqe;
  private readonly notice = element("p", { class: "notice", hidden: true });
  private marked: Handle[] = [];

  constructor(run: () => void, changed: (query: string) => void) {
    own(Yasqe);
    this.yasqe = new Yasqe(this.holder, {
      value: "",
      persistenceId: null, // the tabs keep the queries
      consumeShareLink: null,
      createShareableLink: null as never, // the bar has its own
      showQueryButton: false,
      resizeable: false,
      editorHeight: "auto",
      extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, Tab: false, "Shift-Tab": false, "Ctrl-S": false } as never,
    });
    this.yasqe.showNotification = (key) => Yasqe.prototype.showNotification.call(this.yasqe, key, say("completeHint"));
    this.yasqe.checkSyntax = () => this.check();
    this.yasqe.on("change", (() => changed(this.query)) as never);
    this.holder.append(this.notice);
    this.label();
  }

  get query(): string {
    return this.yasqe.getValue();
  }

  /** Another query, with an undo history of its own. */
  set query(text: string) {
    this.yasqe.setValue(text);
    this.yasqe.getDoc().clearHistory();
    this.unmark();
  }

  /** SELECT, ASK, CONSTRUCT or DESCRIBE, as far as the query can be read. */
  get form(): string {
    return this.yasqe.getQueryType();
  }

  label(): void {
    this.yasqe.getInputField().setAttribute("aria-label", `${say("editor")}. ${say("editorHelp")}`);
  }

  tidy(): void {
    this.yasqe.autoformat();
  }

  suggest(): void {
    this.yasqe.focus();
    this.yasqe.autocomplete();
  }

  /** Goes to the place that a problem names (both from 1) and marks its line. */
  mark(line: number, column: number): void {
    const place = { line: line - 1, ch: column - 1 };
    this.marked.push(this.yasqe.addLineClass(place.line, "background", "fault"));
    this.yasqe.getDoc().setCursor(place);
    this.yasqe.scrollIntoView(place, 60);
  }

  unmark(): void {
    for (const line of this.marked) this.yasqe.removeLineClass(line, "background", "fault");
    this.marked = [];
  }

  focus(): void {
    this.yasqe.focus();
  }

  /** To be called when it has come onto the page: only there can it measure itself. */
  refresh(): void {
    this.yasqe.refresh();
  }

  /** Marks the first line that does not read; YASQE's own way shows it only to a pointer, and needs inline styles. */
  private check(): void {
    this.unmark();
    this.yasqe.clearGutter("gutterErrorBar");
    const fault = this.fault();
    this.notice.hidden = !fault;
    if (!fault) return;
    saying(this.notice, "text", "invalidLine", fault.line + 1, fault.expected);
    this.yasqe.setGutterMarker(fault.line, "gutterErrorBar", element("span", { class: "fault-sign" }, "!"));
  }

  private fault(): { line: number; expected: string } | undefined {
    const lines = this.yasqe.getDoc().lineCount();
    for (let line = 0; line < lines; line++) {
      const { state } = this.yasqe.getTokenAt({ line, ch: this.yasqe.getDoc().getLine(line).length }, true);
      this.yasqe.setOption("queryType", state.queryType);
      if (!state.OK) return { line, expected: state.errorMsg ?? listed(state.possibleCurrent) };
    }
    return undefined;
  }
}

function listed(expected: string[]): string {
  return expected.slice(0, LISTED).join(" ") + (expected.length > LISTED ? " …" : "");
}
