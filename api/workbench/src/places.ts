// The maps of the pages: places as markers, countries in shades; what they hold stands in the element itself.

import { shaded } from "./areas";
import { ClusterMap, type Located } from "./clusters";
import { element } from "./element";

interface Given {
  lat: number;
  lon: number;
  name: string;
  href: string;
  note?: string;
}

type Place = Located & Given;

export function mapped(holder: HTMLElement): void {
  const { map, areas, label = "", more = "", help = "" } = holder.dataset;
  holder.setAttribute("role", "application");
  holder.setAttribute("aria-label", label);
  const note = element("p", { class: "note", id: `help-${crypto.getRandomValues(new Uint32Array(1))[0]}` }, help);
  holder.setAttribute("aria-describedby", note.id);
  holder.after(note);
  if (areas) return shaded(holder, JSON.parse(areas));
  const places: Place[] = JSON.parse(map!).map((given: Given) => ({ ...given, latitude: given.lat, longitude: given.lon }));
  new ClusterMap<Place>(holder, places, {
    name: ({ name, note }) => (note ? `${name}, ${note}` : name),
    more: (count) => more.replace("{0}", String(count)),
    told: (found) => element("ul", { class: "plain told" }, ...found.map(card)),
  });
}

function card({ name, href, note }: Place): HTMLElement {
  const lines = note ? [element("br"), element("span", { class: "note" }, note)] : [];
  return element("li", {}, element("a", { href }, name), ...lines);
}
