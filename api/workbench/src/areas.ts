// Countries in shades: how much of something there is in each.

import L from "leaflet";
import { drawn } from "./clusters";
import { outlines } from "./outlines";

const DEEPEST = 6; // a country at a time
const EVERYONE = L.latLngBounds([-50, -130], [70, 160]); // where people live

/** By the number of ISO 3166-1: the shade, from 0 to 5, and what to say of it. */
export type Areas = Record<string, { shade: number; words: string }>;

export function shaded(holder: HTMLElement, areas: Areas): void {
  const map = drawn(holder, DEEPEST);
  for (const outline of outlines().filter(({ id }) => id !== undefined && String(id) in areas)) {
    const { shade, words } = areas[String(outline.id)]!;
    const style = { className: `country shade-${shade}`, weight: 0.7 };
    L.geoJSON(outline, { style }).bindTooltip(words, { sticky: true }).addTo(map);
  }
  const fit = () => map.invalidateSize().getSize().y && map.fitBounds(EVERYONE, { animate: false });
  new ResizeObserver(fit).observe(holder);
}
