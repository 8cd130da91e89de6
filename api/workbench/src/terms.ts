// RDF terms as SPARQL's JSON results have them, in words and as elements.

import { element } from "./elements";
import { prefixes } from "./prefixes";

export type Term =
  | { type: "uri"; value: string }
  | { type: "bnode"; value: string }
  | { type: "literal"; value: string; datatype?: string; "xml:lang"?: string }
  | { type: "triple"; value: { subject: Term; predicate: Term; object: Term } };

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"].map(
    (name) => XSD + name,
  ),
);

/** The number that a literal is, if its datatype says that it is one. */
export function number(term: Term | undefined): number | undefined {
  if (term?.type !== "literal" || !term.datatype || !NUMBERS.has(term.datatype)) return undefined;
  return Number(term.value);
}

/** A term as people read it: an IRI by its prefix, a literal by its text. */
export function words(term: Term | undefined): string {
  if (!term) return "";
  if (term.type === "uri") return prefixes.shortened(term.value);
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "literal") return term.value;
  const { subject, predicate, object } = term.value;
  return `<<( ${words(subject)} ${words(predicate)} ${words(object)} )>>`;
}

/** A term as an element: a link for an IRI, a literal with its language or datatype. */
export function shown(term: Term): HTMLElement {
  if (term.type === "uri") return link(term.value);
  const text = element("span", { class: `term ${term.type}`, dir: "auto" }, words(term));
  if (term.type !== "literal") return text;
  if (term["xml:lang"]) {
    text.lang = term["xml:lang"];
    text.append(element("span", { class: "tag" }, `@${term["xml:lang"]}`));
  } else if (term.datatype && term.datatype !== `${XSD}string`) {
    text.title = prefixes.shortened(term.datatype);
  }
  return text;
}

function link(iri: string): HTMLElement {
  const words = prefixes.shortened(iri);
  if (!/^https?:/.test(iri)) return element("span", { class: "term uri", title: iri }, words);
  return element("a", { class: "term uri", href: iri, title: iri, target: "_blank", rel: "noopener noreferrer" }, words);
}
