// The example queries, by the question that they answer.

import { dialog, element } from "./elements";
import { language, say, saying } from "./language";
import { beside } from "./settings";

type Words = Record<"en" | "fr", string>;

interface Example {
  name: string;
  question: Words;
  group: Words;
  keywords: Record<"en" | "fr", string[]>;
  query: string;
}

/** Lets someone choose an example; `chosen` gets its query. */
export async function chooseExample(chosen: (query: string) => void): Promise<void> {
  const list = element("div", { class: "examples" });
  const search = element("input", { type: "search", autofocus: true });
  saying(saying(search, "placeholder", "searchExamples"), "aria-label", "searchExamples");
  const shown = dialog("examples", search, list);
  const pick = (query: string) => {
    shown.close();
    chosen(query);
  };
  try {
    const all = await examples();
    search.addEventListener("input", () => list.replaceChildren(...groups(all, search.value, pick)));
    list.replaceChildren(...groups(all, "", pick));
  } catch (fault) {
    list.replaceChildren(element("p", { class: "problem", role: "alert" }, say("examplesMissing", (fault as Error).message)));
  }
}

export async function examples(): Promise<Example[]> {
  const response = await fetch(beside("examples.json"));
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.json();
}

function groups(all: Example[], typed: string, pick: (query: string) => void): HTMLElement[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((example) => wanted.every((word) => text(example).includes(word)));
  if (!found.length) return [saying(element("p", { class: "empty" }), "text", "noExamples")];
  const names = [...new Set(found.map(({ group }) => group[language()]))];
  return names.map((name) => group(name, found.filter((example) => example.group[language()] === name), pick));
}

function group(name: string, members: Example[], pick: (query: string) => void): HTMLElement {
  const items = members.map(({ question, query }) =>
    element("li", {}, element("button", { type: "button", click: () => pick(titled(question, query)) }, question[language()])),
  );
  return element("section", {}, element("h3", {}, name), element("ul", {}, ...items));
}

/** The query below its question, which the tab is named by. */
function titled(question: Words, query: string): string {
  return `# ${question[language()]}\n${query}`;
}

function text({ name, question, group, keywords }: Example): string {
  return [name, question.en, question.fr, group.en, group.fr, ...keywords.en, ...keywords.fr].join(" ").toLowerCase();
}
