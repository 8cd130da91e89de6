// The countries of Natural Earth at 1:50 million, as a flat map can draw them.

import type { Feature, MultiPolygon, Polygon, Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import countries from "world-atlas/countries-50m.json";

const world = countries as unknown as Topology<{ countries: GeometryCollection }>;

/** Each country; its id is the number that ISO 3166-1 gives it, where it gives one. */
export function outlines(): Feature<MultiPolygon>[] {
  const { features } = feature(world, world.objects.countries);
  return features.map((one) => ({ ...one, geometry: flat(one.geometry as Polygon | MultiPolygon) }));
}

function flat(shape: Polygon | MultiPolygon): MultiPolygon {
  const polygons = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
  return { type: "MultiPolygon", coordinates: polygons.map((rings) => rings.map(unwrapped)) };
}

/** The atlas is drawn on a globe: a ring that crosses the date line goes on beyond it, one round the pole is closed there. */
function unwrapped(ring: Position[]): Position[] {
  let turns = 0;
  const path = ring.map(([longitude, latitude], index) => {
    const step = index ? longitude! - ring[index - 1]![0]! : 0;
    turns -= Math.abs(step) > 180 ? Math.sign(step) : 0;
    return [longitude! + 360 * turns, latitude!];
  });
  if (!turns) return path;
  const pole = Math.sign(path[0]![1]!) * 90;
  return [...path, [path.at(-1)![0]!, pole], [path[0]![0]!, pole]];
}
