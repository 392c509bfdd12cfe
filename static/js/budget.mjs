// What a first visit to Check downloads, compressed as a good server would: a table of the files, what
// has come when one can type, when the page is alive, when the first finding is there, and an error when
// one is more than we allow ourselves. Both modules download side by side.
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { weight } from "./weight.mjs";

/**
 * The goal is 500 kB until Check can be typed in and 850 kB until the first finding. The first is reached:
 * what one types into comes before the page's module. The second is not: the page's module and the
 * engine's are some 160 kB too large together, and what is allowed here is what has been reached.
 *
 * The moments of a first visit: what must have come until then besides what came before, and how many
 * bytes that may be. One types before the page's module is there (shell.ts), and the page takes over.
 */
const MOMENTS = [
  { until: "Check can be typed in", most: 150_000, files: /^(index\.html|page-.*\.css|js\/editor-.*|js\/parts\/(?!find-).*)$/ },
  { until: "the page is alive", most: 633_000, files: /^app-/ },
  { until: "the first finding", most: 1_012_000, files: /^(worker|engine)-/ },
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

const kilo = (bytes) => (bytes / 1000).toFixed(1).padStart(9);
const line = (name, raw, small, note = "") => console.log(`${name.padEnd(46)}${kilo(raw)} ${kilo(small)}  ${note}`);
console.log(`${"file".padEnd(46)}${"raw kB".padStart(9)} ${"brotli kB".padStart(9)}`);
for (const { name, raw, small, at } of rows) line(name, raw, small, at < MOMENTS.length ? "" : "later, on demand");
for (const [at, { until, most }] of MOMENTS.entries()) {
  const come = rows.filter((row) => row.at <= at);
  if (!come.some((row) => row.at === at)) throw new Error(`${out} has no file for: ${until}`);
  const sum = (key) => come.reduce((total, row) => total + row[key], 0);
  line(`until ${until}`, sum("raw"), sum("small"), `of ${most / 1000} allowed`);
  if (sum("small") > most) {
    console.error(`Until ${until} there are ${((sum("small") - most) / 1000).toFixed(1)} kB too many.`);
    process.exitCode = 1;
  }
}
