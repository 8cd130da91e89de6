// What the server tells the page of itself, in the element that the page is drawn in.

export interface Format {
  name: string; // as ?format= takes it: "csv"
  type: string; // the media type
}

export type Form = "solutions" | "boolean" | "graph";

interface Settings {
  seconds: number; // that a query may take if it does not ask for others
  most: number; // that it may ask for
  formats: Record<Form, Format[]>;
  licences: string;
}

export const root = document.querySelector<HTMLElement>("#workbench")!;
export const settings: Settings = JSON.parse(root.dataset.settings!);

/** The page is the endpoint's own, so that it works under whatever path a proxy gives it. */
export const endpoint = new URL("sparql", document.baseURI).href;

export function beside(path: string): string {
  return new URL(`sparql/${path}`, document.baseURI).href;
}
