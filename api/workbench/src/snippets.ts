// The query as a program that runs as it stands: Python with SPARQLWrapper, R without packages, curl.

import { copy, dialog, element } from "./elements";
import { saying } from "./language";
import { endpoint, type Form } from "./settings";

type Writer = (query: string, form: Form) => string;

export const WRITERS: Record<string, Writer> = { Python: python, R: r, curl };

/** Shows them, with a way to copy each. */
export function useInCode(query: string, form: Form): void {
  const parts = Object.entries(WRITERS).map(([name, write]) => {
    const program = write(query.trim(), form);
    const press = element("button", { type: "button", click: () => void copy(program, press) });
    const heading = element("div", { class: "bar" }, element("h3", {}, name), saying(press, "text", "copy"));
    return element("div", { class: "snippet" }, heading, element("pre", { tabindex: "0", "data-program": name }, program));
  });
  dialog("code", saying(element("p", { class: "note" }), "text", "codeHelp"), ...parts);
}

function python(query: string, form: Form): string {
  const text = query.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
  const [format, use] = {
    solutions: ["JSON", PYTHON_ROWS],
    boolean: ["JSON", 'print(endpoint.queryAndConvert()["boolean"])'],
    graph: ["TURTLE", "print(endpoint.queryAndConvert().decode())"],
  }[form];
  return `# pip install SPARQLWrapper
from SPARQLWrapper import ${format}, POST, SPARQLWrapper

endpoint = SPARQLWrapper("${endpoint}")
endpoint.setMethod(POST)
endpoint.setReturnFormat(${format})
endpoint.setQuery("""
${text}
""")
${use}
`;
}

const PYTHON_ROWS = `for row in endpoint.queryAndConvert()["results"]["bindings"]:
    print({name: term["value"] for name, term in row.items()})`;

function r(query: string, form: Form): string {
  let dashes = "";
  while (query.includes(`)${dashes}"`)) dashes += "-"; // R's raw strings end at the first )" with as many dashes
  const [format, use] = {
    solutions: ["csv", 'answer <- read.csv(address, encoding = "UTF-8")\nprint(answer)'],
    boolean: ["json", 'cat(readLines(address, warn = FALSE), sep = "\\n")'],
    graph: ["ttl", 'cat(readLines(address, warn = FALSE, encoding = "UTF-8"), sep = "\\n")'],
  }[form];
  return `# R 4.0 or later, no packages
query <- r"${dashes}(
${query}
)${dashes}"
address <- paste0("${endpoint}?format=${format}&query=", URLencode(query, reserved = TRUE))
${use}
`;
}

function curl(query: string, form: Form): string {
  let end = "END";
  while (query.split("\n").includes(end)) end += "_"; // the line that ends the query must not stand in it
  const accept = { solutions: "text/csv", boolean: "application/sparql-results+json", graph: "text/turtle" }[form];
  return `curl --silent --show-error --fail '${endpoint}' \\
  --header 'Accept: ${accept}' --data-urlencode 'query@-' <<'${end}'
${query}
${end}
`;
}
