// What a first visit to Check downloads, compressed as a good server would: a table of the files, what
// has come when one can type, when the first finding is marked in the text, when the page is alive, and an
// error when one is more than we allow ourselves. Both modules download side by side; on Check the engine
// has a head start, because what it finds is shown before there is a page (glance.ts).
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { HEAD_START } from "./visit.mjs";
import { weight } from "./weight.mjs";

const ENGINE = /^engine-.*\.wasm$/;
/**
 * The moments of a first visit: what must have come until then besides what came before, and how many
 * bytes that may be. What is promised is 500 kB until Check can be typed in and 850 kB until the first
 * finding; what is allowed is what has been reached.
 *
 * Until the first finding a part of the page's module has come, too: as much as of the engine's, from
 * where that has its head start on.
 */
const MOMENTS = [
  { until: "Check can be typed in", most: 150_000, files: /^(index\.html|page-.*\.css|js\/editor-.*|js\/parts\/(?!find-).*)$/ },
  { until: "the first finding", most: 838_000, files: /^(worker|engine)-/, beside: 1 - HEAD_START },
  { until: "the page is alive", most: 1_333_000, files: /^app-/ },
];

const out = process.argv[2] ?? "dist";
const files = (await readdir(out, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => relative(out, join(entry.parentPath ?? entry.path, entry.name)));

const rows = await Promise.all(
  files.map(async (name) => {
    const data = await readFile(join(out, name));
    const at = MOMENTS.findIndex(({ files }) => files.test(name));
    return { name, raw: data.length, small: weight(data), at: at < 0 ? MOMENTS.length : at };
  }),
);
rows.sort((a, b) => a.at - b.at || b.small - a.small);

const total = (some, key) => some.reduce((sum, row) => sum + row[key], 0);
const kilo = (bytes) => (bytes / 1000).toFixed(1).padStart(9);
const line = (name, raw, small, note = "") => console.log(`${name.padEnd(46)}${kilo(raw)} ${kilo(small)}  ${note}`);
console.log(`${"file".padEnd(46)}${"raw kB".padStart(9)} ${"brotli kB".padStart(9)}`);
for (const { name, raw, small, at } of rows) line(name, raw, small, at < MOMENTS.length ? "" : "later, on demand");
for (const [at, { until, most }] of MOMENTS.entries()) {
  const come = rows.filter((row) => row.at <= at);
  if (!come.some((row) => row.at === at)) throw new Error(`${out} has no file for: ${until}`);
  const beside = rows.filter((row) => row.at === at && ENGINE.test(row.name));
  const sum = (key) => total(come, key) + (MOMENTS[at].beside ?? 0) * total(beside, key);
  line(`until ${until}`, sum("raw"), sum("small"), `of ${most / 1000} allowed`);
  if (sum("small") > most) {
    console.error(`Until ${until} there are ${((sum("small") - most) / 1000).toFixed(1)} kB too many.`);
    process.exitCode = 1;
  }
}
