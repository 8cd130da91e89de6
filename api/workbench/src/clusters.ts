// Points on a map of outlines that ship with the page: no tiles, so no server elsewhere learns where someone looks.

import L from "leaflet";
import Supercluster, { type ClusterFeature, type PointFeature } from "supercluster";
import { outlines } from "./outlines";

export interface Located {
  longitude: number;
  latitude: number;
}

/** What the map says of its points. */
export interface Telling<Point> {
  name(point: Point): string;
  more(count: number): string;
  told(points: Point[]): HTMLElement;
}

type One<Point> = PointFeature<{ point: Point }>;
type Many<Point> = ClusterFeature<{ point: Point }>;
type Box = [west: number, south: number, east: number, north: number];

const DEEPEST = 12; // deeper, the outlines say nothing more
const NEAREST = 7; // that the map goes by itself
const RADIUS = 56; // pixels within which points are drawn as one, so that a finger can tell them apart: WCAG 2.2, 2.5.8
const TILE = 256; // pixels, by which Supercluster measures them
const WORLD = L.latLngBounds([-85, -200], [85, 210]); // some room beside the date line, which Chukotka crosses
const LISTED = 50; // points in the popup of one place
const POPUP = { maxHeight: 260 }; // pixels, beyond which it scrolls

export class ClusterMap<Point extends Located> {
  private readonly index = new Supercluster<{ point: Point }, { point: Point }>({
    radius: RADIUS,
    extent: TILE,
    maxZoom: DEEPEST,
  });
  private readonly drawn = new Map<Point | number, L.Marker>(); // by the point, or by the number of the cluster
  private readonly map: L.Map;
  private fitted = false;

  constructor(
    holder: HTMLElement,
    private readonly points: Point[],
    private readonly telling: Telling<Point>,
  ) {
    this.index.load(points.map(featured));
    this.map = drawn(holder, DEEPEST);
    this.map.on("moveend", () => this.draw());
    holder.addEventListener("keydown", (event) => event.key === "Escape" && this.map.closePopup());
    new ResizeObserver(() => this.map.invalidateSize().getSize().y && this.fit()).observe(holder);
  }

  /** Fits the points into the view, once: as soon as the map has a size. */
  private fit(): void {
    if (this.fitted) return;
    this.fitted = true;
    const around = L.latLngBounds(this.points.map(({ latitude, longitude }) => [latitude, longitude]));
    this.map.fitBounds(around, { padding: [40, 40], maxZoom: NEAREST, animate: false });
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

  private marker(point: One<Point> | Many<Point>): L.Marker {
    const marker = isMany(point) ? this.many(point) : this.one(point);
    const name = isMany(point) ? this.telling.more(point.properties.point_count) : this.telling.name(point.properties.point);
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", name));
    return marker.addTo(this.map);
  }

  private one({ geometry, properties }: One<Point>): L.Marker {
    return spot(geometry.coordinates, "spot", "").bindPopup(() => this.telling.told([properties.point]), POPUP);
  }

  /** Several at one place: the map goes nearer until they part; those that never do are listed. */
  private many({ geometry, properties: { cluster_id: id, point_count: count } }: Many<Point>): L.Marker {
    const marker = spot(geometry.coordinates, count < 10 ? "spot few" : "spot many", String(count));
    const zoom = this.index.getClusterExpansionZoom(id);
    const leaves = () => this.index.getLeaves(id, LISTED).map(({ properties }) => properties.point);
    if (zoom > DEEPEST) return marker.bindPopup(() => this.telling.told(leaves()), POPUP);
    return marker.on("click keypress", (event) => opens(event) && this.map.setView(marker.getLatLng(), zoom));
  }
}

/** A map with the outlines of countries, a scale and what it was drawn from. */
export function drawn(holder: HTMLElement, deepest: number): L.Map {
  const map = L.map(holder, { maxZoom: deepest, minZoom: 1, maxBounds: WORLD, attributionControl: false });
  const style = { className: "country", weight: 0.7 };
  L.geoJSON(outlines(), { style, interactive: false }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution("Natural Earth").addTo(map);
  return map;
}

function isMany<Point>(point: One<Point> | Many<Point>): point is Many<Point> {
  return "cluster_id" in point.properties;
}

function key<Point>(point: One<Point> | Many<Point>): Point | number {
  return isMany(point) ? point.properties.cluster_id : point.properties.point;
}

function opens(event: L.LeafletEvent): boolean {
  const { originalEvent } = event as L.LeafletKeyboardEvent;
  return event.type === "click" || originalEvent.key === "Enter";
}

function featured<Point extends Located>(point: Point): One<Point> {
  const geometry = { type: "Point" as const, coordinates: [point.longitude, point.latitude] };
  return { type: "Feature", geometry, properties: { point } };
}

function spot([longitude, latitude]: number[], classes: string, text: string): L.Marker {
  const icon = L.divIcon({ className: classes, html: text, iconSize: undefined });
  return L.marker([latitude!, longitude!], { icon, riseOnHover: true });
}
