// A graph as rows of three columns.

import { Parser, type Term as Parsed } from "n3";
import type { Row } from "./endpoint";
import type { Term } from "./terms";

/** The triples of a Turtle document, as rows with these three columns. */
export function triples(turtle: string, [subject, predicate, object]: string[]): Row[] {
  return new Parser()
    .parse(turtle)
    .map((triple) => ({
      [subject!]: term(triple.subject),
      [predicate!]: term(triple.predicate),
      [object!]: term(triple.object),
    }));
}

function term(parsed: Parsed): Term {
  if (parsed.termType === "Literal") {
    const literal = { type: "literal" as const, value: parsed.value, datatype: parsed.datatype.value };
    return parsed.language ? { ...literal, "xml:lang": parsed.language } : literal;
  }
  return { type: parsed.termType === "BlankNode" ? "bnode" : "uri", value: parsed.value };
}
