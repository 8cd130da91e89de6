// Points on a map of outlines that ship with the page: no tiles, so no server elsewhere learns where someone looks.

import L from "leaflet";
import Supercluster, { type ClusterFeature, type PointFeature } from "supercluster";
import { element } from "./elements";
import type { Row } from "./endpoint";
import { geometric, places, type Place } from "./geometry";
import { say, saying } from "./language";
import { outlines } from "./outlines";
import { shown, words } from "./terms";

type One = PointFeature<Place>;
type Many = ClusterFeature<Place>;
type Box = [west: number, south: number, east: number, north: number];

const DEEPEST = 12; // deeper, the outlines say nothing more
const RADIUS = 44; // pixels within which points are drawn as one
const WORLD = L.latLngBounds([-85, -200], [85, 210]); // some room beside the date line, which Chukotka crosses
const LISTED = 50; // results in the popup of one place

const POPUP = { maxHeight: 260 }; // pixels, beyond which it scrolls

export class PointMap {
  readonly panel = element("div", { class: "map" });
  private readonly index = new Supercluster<Place, Place>({ radius: RADIUS, maxZoom: DEEPEST });
  private readonly drawn = new Map<One | number, L.Marker>(); // by the point, or by the number of the cluster
  private readonly names: string[];
  private readonly points: Place[];
  private readonly map: L.Map;
  private fitted = false;

  constructor(variables: string[], rows: Row[]) {
    const shapes = geometric(variables, rows);
    this.names = variables.filter((variable) => !shapes.includes(variable));
    const { points, others } = places(shapes, rows);
    this.points = points;
    this.index.load(points.map(featured));
    this.panel.append(saying(element("p", { class: "note" }), "text", "mapHelp"));
    if (others) this.panel.append(saying(element("p", { class: "note" }), "text", "notPoints", others));
    const holder = saying(element("div", { class: "canvas", role: "application" }), "aria-label", "mapLabel");
    this.panel.prepend(holder);
    this.map = L.map(holder, { maxZoom: DEEPEST, minZoom: 1, maxBounds: WORLD, attributionControl: false });
    this.map.on("moveend", () => this.draw());
    holder.addEventListener("keydown", (event) => event.key === "Escape" && this.map.closePopup());
    this.prepare();
    new ResizeObserver(() => this.map.invalidateSize().getSize().y && this.fit()).observe(holder);
  }

  /** Fits the points into the view, once: as soon as the map has a size. */
  private fit(): void {
    if (this.fitted) return;
    this.fitted = true;
    const around = L.latLngBounds(this.points.map(({ latitude, longitude }) => [latitude, longitude]));
    this.map.fitBounds(around, { padding: [40, 40], maxZoom: 7, animate: false });
  }

  private prepare(): void {
    const style = { className: "country", weight: 0.7 };
    L.geoJSON(outlines(), { style, interactive: false }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    L.control.attribution({ prefix: false }).addAttribution("Natural Earth").addTo(this.map);
  }

  /** Draws what is in view; what stays in view stays, with its focus and its popup. */
  private draw(): void {
    const bounds = this.map.getBounds().pad(0.2);
    const box: Box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const found = new Map(this.index.getClusters(box, this.map.getZoom()).map((point) => [key(point), point]));
    const held = this.map.getPane("markerPane")!.contains(document.activeElement);
    for (const [old, marker] of this.drawn) if (!found.has(old)) this.drawn.delete(old) && marker.remove();
    for (const [name, point] of found) if (!this.drawn.has(name)) this.drawn.set(name, this.marker(point));
    if (held && document.activeElement === document.body) this.map.getContainer().focus({ preventScroll: true });
  }

  private marker(point: One | Many): L.Marker {
    const marker = isMany(point) ? this.many(point) : this.one(point);
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", this.name(point)));
    return marker.addTo(this.map);
  }

  private one({ geometry, properties }: One): L.Marker {
    return spot(geometry.coordinates, "spot", "").bindPopup(() => this.told([properties]), POPUP);
  }

  /** Several at one place: the map goes nearer until they part; those that never do are listed. */
  private many({ geometry, properties: { cluster_id: id, point_count: count } }: Many): L.Marker {
    const marker = spot(geometry.coordinates, count < 10 ? "spot few" : "spot many", String(count));
    const zoom = this.index.getClusterExpansionZoom(id);
    const leaves = () => this.index.getLeaves(id, LISTED).map(({ properties }) => properties);
    if (zoom > DEEPEST) return marker.bindPopup(() => this.told(leaves()), POPUP);
    return marker.on("click keypress", (event) => opens(event) && this.map.setView(marker.getLatLng(), zoom));
  }

  private name(point: One | Many): string {
    if (isMany(point)) return say("morePoints", point.properties.point_count);
    const { row } = point.properties;
    const best = this.names.find((variable) => row[variable]?.type === "literal") ?? this.names[0];
    return best ? words(row[best]) : "";
  }

  private told(found: Place[]): HTMLElement {
    return element("div", { class: "told" }, ...found.map((place) => this.card(place)));
  }

  private card({ row }: Place): HTMLElement {
    const bound = this.names.filter((variable) => row[variable]);
    const lines = bound.flatMap((variable) => [element("dt", {}, variable), element("dd", {}, shown(row[variable]!))]);
    return element("dl", {}, ...lines);
  }
}

function isMany(point: One | Many): point is Many {
  return "cluster_id" in point.properties;
}

function key(point: One | Many): One | number {
  return isMany(point) ? point.properties.cluster_id : point;
}

function opens(event: L.LeafletEvent): boolean {
  const { originalEvent } = event as L.LeafletKeyboardEvent;
  return event.type === "click" || originalEvent.key === "Enter";
}

function featured(place: Place): One {
  const geometry = { type: "Point" as const, coordinates: [place.longitude, place.latitude] };
  return { type: "Feature", geometry, properties: place };
}

function spot([longitude, latitude]: number[], classes: string, text: string): L.Marker {
  const icon = L.divIcon({ className: classes, html: text, iconSize: undefined });
  return L.marker([latitude!, longitude!], { icon, riseOnHover: true });
}
