// Asking the endpoint, and what can come back: solutions, yes or no, a graph, or a problem.

import { say } from "./language";
import { endpoint, type Form } from "./settings";
import type { Term } from "./terms";

export type Row = Record<string, Term | undefined>;

interface Received {
  text: string;
  milliseconds: number;
}

export type Answer = Received &
  (
    | { form: "solutions"; variables: string[]; rows: Row[] }
    | { form: "boolean"; value: boolean }
    | { form: Extract<Form, "graph"> }
  );

/** What went wrong; of an RFC 9457 problem document, with the place in the query where it has one. */
export class Problem extends Error {
  constructor(
    readonly title: string,
    detail: string,
    readonly line?: number,
    readonly column?: number,
  ) {
    super(detail);
  }
}

const SOLUTIONS = "application/sparql-results+json";
const GRAPH = "text/turtle";
const MOST = 64 << 20; // bytes of an answer that a page can hold as rows without starving the browser

/** Asks a query; its text goes in the body, so that no log of addresses has it. */
export async function ask(query: string, seconds: number, signal: AbortSignal): Promise<Answer> {
  const began = performance.now();
  const response = await send(query, `${SOLUTIONS}, ${GRAPH}`, seconds, signal);
  const text = await bounded(response);
  const received = { text, milliseconds: Math.round(performance.now() - began) };
  if (!response.headers.get("content-type")?.startsWith(SOLUTIONS)) return { ...received, form: "graph" };
  const told = JSON.parse(text);
  if ("boolean" in told) return { ...received, form: "boolean", value: told.boolean };
  return { ...received, form: "solutions", variables: told.head.vars, rows: told.results.bindings };
}

/** The rows of one of the page's own questions. */
export async function rows(query: string): Promise<Row[]> {
  const response = await send(query, SOLUTIONS);
  return (await response.json()).results.bindings;
}

/** Sends a query and gives the response as it begins, or throws its problem. */
export async function send(query: string, accept: string, seconds?: number, signal?: AbortSignal): Promise<Response> {
  const body = new URLSearchParams({ query });
  if (seconds !== undefined) body.set("timeout", String(seconds));
  const response = await fetch(endpoint, { method: "POST", headers: { Accept: accept }, body, signal }).catch(unreached);
  if (response.ok) return response;
  throw await problem(response);
}

function unreached(fault: Error): never {
  throw fault.name === "AbortError" ? fault : new Problem(say("failed"), say("offline", fault.message));
}

async function problem(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const { title, detail, line, column } = JSON.parse(text);
    return new Problem(title, detail, line, column);
  } catch {
    return new Problem(`${response.status} ${response.statusText}`, text.slice(0, 1000));
  }
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let read = 0;
  const reader = response.body!.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    read += piece.value.length;
    if (read > MOST) {
      await reader.cancel();
      throw new Problem(say("failed"), say("tooLarge", MOST >> 20));
    }
    pieces.push(decoder.decode(piece.value, { stream: true }));
  }
  return pieces.join("") + decoder.decode();
}
