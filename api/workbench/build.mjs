// Bundles src/ into dist/: names with a hash, so that a browser may keep them for ever; each also as .gz; the licences
// of all that is in them; and manifest.json, which tells the server of the page what there is.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const OUT = "dist";

const COARSER = 4; // a grid of 1.6 km instead of 0.4: outlines at 1:50 million know no better

// the map draws outlines and says no names, so that it is the same in every language
const outlines = {
  name: "outlines",
  setup(bundler) {
    bundler.onLoad({ filter: /countries-50m\.json$/ }, async ({ path }) => {
      const world = JSON.parse(await readFile(path, "utf8"));
      const geometries = world.objects.countries.geometries.map(({ type, arcs, id }) => ({ type, arcs, id }));
      const { scale, translate } = world.transform;
      const slim = {
        type: "Topology",
        objects: { countries: { type: "GeometryCollection", geometries } },
        arcs: world.arcs.map(coarser),
        transform: { scale: scale.map((step) => step * COARSER), translate },
      };
      return { contents: JSON.stringify(slim), loader: "json" };
    });
  },
};

// an arc is a first position and the steps from it; steps that vanish on the coarser grid are left out
function coarser(arc) {
  let [x, y, atX, atY] = [0, 0, 0, 0];
  const steps = arc.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    const step = [Math.round(x / COARSER) - atX, Math.round(y / COARSER) - atY];
    [atX, atY] = [atX + step[0], atY + step[1]];
    return step;
  });
  const moving = steps.filter(([dx, dy], index) => index === 0 || dx || dy);
  return moving.length > 1 ? moving : [steps[0], [0, 0]];
}

async function bundled() {
  const { metafile } = await build({
    entryPoints: { workbench: "src/main.ts", pages: "src/pages.ts", places: "src/places.css" },
    outdir: OUT,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    loader: { ".png": "dataurl" },
    plugins: [outlines],
    metafile: true,
    logLevel: "warning",
  });
  return Object.entries(metafile.outputs);
}

async function licences() {
  const { packages } = JSON.parse(await readFile("package-lock.json", "utf8"));
  const carried = Object.entries(packages).filter(([folder, { dev }]) => folder.startsWith("node_modules/") && !dev);
  const told = await Promise.all(carried.map(([folder, { version, license }]) => licence(folder, version, license)));
  return told.join(`\n${"-".repeat(80)}\n\n`);
}

async function licence(folder, version, name) {
  const file = (await readdir(folder)).find((found) => /^licen[cs]e/i.test(found));
  const text = file ? await readFile(`${folder}/${file}`, "utf8") : "";
  return `${folder.replace("node_modules/", "")} ${version}: ${name}\n\n${text}`;
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT);
const written = await bundled();
const made = Object.fromEntries(written.map(([path, output]) => [output.entryPoint, { file: basename(path), ...output }]));
const carried = await licences();
const told = `licences-${createHash("sha256").update(carried).digest("hex").slice(0, 8)}.txt`;
await writeFile(`${OUT}/${told}`, carried);
const files = [...written.map(([path]) => basename(path)), told].sort();
for (const name of files) {
  await writeFile(`${OUT}/${name}.gz`, gzipSync(await readFile(`${OUT}/${name}`), { level: 9 }));
}
const workbench = { script: made["src/main.ts"].file, style: basename(made["src/main.ts"].cssBundle) };
const pages = { script: made["src/pages.ts"].file, style: made["src/places.css"].file };
const manifest = { ...workbench, pages, licences: told, files };
await writeFile(`${OUT}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
