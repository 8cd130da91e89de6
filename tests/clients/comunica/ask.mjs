// Reads { query, sources } as JSON, a line each, asks Comunica, and writes { format, answer, seconds } or { fault }, a line each.
import { createInterface } from "node:readline";
import { QueryEngine } from "@comunica/query-sparql";

const FORMATS = { bindings: "application/sparql-results+json", boolean: "application/sparql-results+json", quads: "application/n-triples" };
const engine = new QueryEngine();

async function text(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString("utf8");
}

async function ask({ query, sources }) {
  try {
    const began = performance.now();
    const result = await engine.query(query, { sources });
    const format = FORMATS[result.resultType];
    const { data } = await engine.resultToString(result, format);
    const answer = await text(data);
    return { format, answer, seconds: (performance.now() - began) / 1000 };
  } catch (fault) {
    return { fault: String(fault) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await ask(JSON.parse(line)))}\n`);
}
