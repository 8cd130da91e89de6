// The answer as a file, in every format that the endpoint offers for this form of query.

import { button, element } from "./elements";
import { send } from "./endpoint";
import { saying } from "./language";
import { settings, type Form } from "./settings";

const NAMES: Record<string, string> = {
  json: "JSON",
  xml: "XML",
  csv: "CSV",
  tsv: "TSV",
  ttl: "Turtle",
  nt: "N-Triples",
  nq: "N-Quads",
  trig: "TriG",
  rdf: "RDF/XML",
  jsonld: "JSON-LD",
};
const USUAL: Record<Form, string> = { solutions: "csv", boolean: "json", graph: "ttl" };

export class Download {
  readonly panel = element("span", { class: "download" });
  private readonly choice: HTMLSelectElement;
  private readonly start = button("download", () => void this.fetch());

  constructor(
    private readonly query: string,
    private readonly form: Form,
  ) {
    const options = settings.formats[form].map(({ name }) => element("option", { value: name }, NAMES[name] ?? name));
    this.choice = saying(element("select", {}, ...options), "aria-label", "downloadAs");
    this.choice.value = USUAL[form];
    this.panel.append(this.choice, this.start);
  }

  private async fetch(): Promise<void> {
    const { name, type } = settings.formats[this.form].find(({ name }) => name === this.choice.value)!;
    saying(this.start, "text", "downloading").disabled = true;
    try {
      const response = await send(this.query, type);
      save(await response.blob(), `answer.${name}`);
      this.panel.querySelector(".problem")?.remove();
    } catch (fault) {
      this.panel.append(element("span", { class: "problem", role: "alert" }, (fault as Error).message));
    } finally {
      saying(this.start, "text", "download").disabled = false;
    }
  }
}

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // by then the browser has taken it
}
