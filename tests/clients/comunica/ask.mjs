// Reads [{ query, sources }, …] as JSON, asks Comunica each, and writes [{ format, answer } or { fault }, …].
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
    const result = await engine.query(query, { sources });
    const format = FORMATS[result.resultType];
    const { data } = await engine.resultToString(result, format);
    return { format, answer: await text(data) };
  } catch (fault) {
    return { fault: String(fault) };
  }
}

const told = [];
for (const job of JSON.parse(await text(process.stdin))) told.push(await ask(job));
process.stdout.write(JSON.stringify(told));
