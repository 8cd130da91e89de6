// The places of an answer on the map, each with the other columns of its row.

import { ClusterMap } from "./clusters";
import { element } from "./elements";
import type { Row } from "./endpoint";
import { geometric, places, type Place } from "./geometry";
import { say, saying } from "./language";
import { shown, words } from "./terms";

export class PointMap {
  readonly panel = element("div", { class: "map" });
  private readonly names: string[];

  constructor(variables: string[], rows: Row[]) {
    const shapes = geometric(variables, rows);
    this.names = variables.filter((variable) => !shapes.includes(variable));
    const { points, others } = places(shapes, rows);
    const holder = saying(element("div", { class: "canvas", role: "application" }), "aria-label", "mapLabel");
    this.panel.append(holder, saying(element("p", { class: "note" }), "text", "mapHelp"));
    if (others) this.panel.append(saying(element("p", { class: "note" }), "text", "notPoints", others));
    new ClusterMap<Place>(holder, points, {
      name: ({ row }) => this.name(row),
      more: (count) => say("morePoints", count),
      told: (found) => element("div", { class: "told" }, ...found.map(({ row }) => this.card(row))),
    });
  }

  private name(row: Row): string {
    const best = this.names.find((variable) => row[variable]?.type === "literal") ?? this.names[0];
    return best ? words(row[best]) : "";
  }

  private card(row: Row): HTMLElement {
    const bound = this.names.filter((variable) => row[variable]);
    const lines = bound.flatMap((variable) => [element("dt", {}, variable), element("dd", {}, shown(row[variable]!))]);
    return element("dl", {}, ...lines);
  }
}
