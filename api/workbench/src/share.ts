// A query in an address: after the #, where no server sees it.

import { copy, dialog, element } from "./elements";
import { saying } from "./language";

const NAME = "query"; // as YASGUI names it

export function address(query: string): string {
  const here = new URL(location.href);
  here.search = "";
  here.hash = new URLSearchParams({ [NAME]: query }).toString();
  return here.href;
}

/** The query that the page was opened with; it is taken out of the address, which would soon be out of date. */
export function arrived(): string | null {
  const query = new URLSearchParams(location.hash.slice(1)).get(NAME);
  if (query !== null) history.replaceState(null, "", location.pathname + location.search);
  return query;
}

export function share(query: string): void {
  const field = element("input", { type: "text", readonly: true, value: address(query) });
  const press = element("button", { type: "button", class: "main", click: () => void copy(field.value, press) });
  const bar = element("div", { class: "bar" }, saying(field, "aria-label", "shareLabel"), saying(press, "text", "copy"));
  dialog("share", bar, saying(element("p", { class: "note" }), "text", "shareHelp"));
  field.select();
}
