// Points in GeoSPARQL's literals: GeoSPARQL 1.1, 8.5; without a reference system it is CRS84, longitude first.

import type { Row } from "./endpoint";

const WKT = "http://www.opengis.net/ont/geosparql#wktLiteral";
const POINT = /^\s*(?:<([^>]*)>\s*)?POINT\s*Z?\s*\(\s*(\S+)\s+(\S+)[^)]*\)\s*$/i;
const LATITUDE_FIRST = /EPSG\/[\d.]+\/4326$/; // the one other system that is met with; its axes are the other way round

export type Place = { longitude: number; latitude: number; row: Row };

/** The columns that hold geometry. */
export function geometric(variables: string[], rows: Row[]): string[] {
  return variables.filter((variable) => rows.some((row) => isGeometry(row, variable)));
}

function isGeometry(row: Row, variable: string): boolean {
  const term = row[variable];
  return term?.type === "literal" && term.datatype === WKT;
}

/** Every point, with its row; and how many geometries are no points. */
export function places(variables: string[], rows: Row[]): { points: Place[]; others: number } {
  const found = rows.flatMap((row) =>
    variables.filter((name) => isGeometry(row, name)).map((name) => point(String(row[name]!.value), row)),
  );
  const points = found.filter((place) => place !== undefined);
  return { points, others: found.length - points.length };
}

function point(wkt: string, row: Row): Place | undefined {
  const found = POINT.exec(wkt);
  if (!found) return undefined;
  const [, system = "", first, second] = found;
  const [longitude, latitude] = LATITUDE_FIRST.test(system) ? [Number(second), Number(first)] : [Number(first), Number(second)];
  const sound = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
  return sound ? { longitude, latitude, row } : undefined;
}
