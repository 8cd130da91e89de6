// What the editor suggests: classes and properties that the VoID description counts, prefixes that the store declares.

import type Yasqe from "@zazuko/yasqe";
import type { Hint } from "@zazuko/yasqe";
import { element } from "./elements";
import { rows, type Row } from "./endpoint";
import { language, written } from "./language";
import { prefixes } from "./prefixes";

const counted = (kind: "class" | "property", count: "entities" | "triples") => `
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#>
SELECT ?iri (MAX(?number) AS ?count) (SAMPLE(?english) AS ?en) (SAMPLE(?french) AS ?fr) WHERE {
  ?partition void:${kind} ?iri ; void:${count} ?number .
  OPTIONAL { ?iri rdfs:label ?english FILTER(LANG(?english) = "en") }
  OPTIONAL { ?iri rdfs:label ?french FILTER(LANG(?french) = "fr") }
} GROUP BY ?iri ORDER BY DESC(?count)`;

interface Known {
  iri: string;
  count: number;
  en: string;
  fr: string;
}

interface Typed {
  string: string;
  autocompletionString?: string;
  tokenPrefixUri?: string;
}

const MOST = 100; // a list longer than this is not read

/** Puts our own completers in the place of YASQE's, which ask servers elsewhere. */
export function own(editor: typeof Yasqe): void {
  editor.forkAutocompleter("prefixes", { name: "prefixes", get: () => prefixes.declarations(), persistenceId: null });
  complete(editor, "class", counted("class", "entities"));
  complete(editor, "property", counted("property", "triples"));
}

function complete(editor: typeof Yasqe, name: "class" | "property", query: string): void {
  let all: Known[] = []; // until the answer is here, and if there is none, nothing is suggested
  rows(query).then(
    (found) => (all = found.map(known)),
    () => {},
  );
  editor.forkAutocompleter(name, {
    name,
    get: (_, token) => (token ? matching(all, token) : []),
    postProcessSuggestion: (_, __, iri) => named(iri),
    postprocessHints: (_, hints) => hints.map((hint) => described(hint, all)),
  });
}

function known(row: Row): Known {
  const text = (name: string) => String(row[name]?.value ?? "");
  return { iri: text("iri"), count: Number(text("count")), en: text("en"), fr: text("fr") };
}

function named(iri: string): string {
  return prefixes.name(iri) ?? `<${iri}>`;
}

/** Those that begin as the IRI typed so far, or else have the word typed in their name or label. */
function matching(all: Known[], token: Typed): string[] {
  const typed = (token.autocompletionString ?? token.string).trim().toLowerCase();
  const begins = token.tokenPrefixUri || typed.includes(":");
  const fits = ({ iri, en, fr }: Known) =>
    begins ? iri.toLowerCase().startsWith(typed) : `${local(iri)} ${en} ${fr}`.toLowerCase().includes(typed);
  return all.filter(fits).slice(0, MOST).map(({ iri }) => iri);
}

function local(iri: string): string {
  return iri.slice(Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/")) + 1);
}

/** The same suggestion, with its label and how often it occurs beside it. */
function described(hint: Hint, all: Known[]): Hint {
  const one = all.find(({ iri }) => named(iri) === hint.text);
  const beside = one ? [one[language()] || one.en, written(one.count)].filter(Boolean).join(" · ") : "";
  return { ...hint, render: (line) => line.append(hint.text, element("small", {}, beside)) };
}
