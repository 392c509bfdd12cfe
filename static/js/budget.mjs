// What a first visit downloads to use Check, compressed as a good server would: a table, and an
// error when it is more than we allow ourselves.
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** What a first visit to Check may weigh, in bytes, compressed. */
const MOST = 700_000;
/** What a first visit to Check does not load. */
const LATER = [/^js\/plot-/, /^js\/parts\/find-/, /^lessons\//, /^drawn\//, /^(chunk|split)-/, /^LICENSE-/, /^leaklab-source/, /\.map$/];

const out = process.argv[2] ?? "dist";
const files = (await readdir(out, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => relative(out, join(entry.parentPath ?? entry.path, entry.name)));

const rows = await Promise.all(
  files.map(async (name) => {
    const data = await readFile(join(out, name));
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } };
    return { name, raw: data.length, small: brotliCompressSync(data, options).length, later: LATER.some((test) => test.test(name)) };
  }),
);
rows.sort((a, b) => Number(a.later) - Number(b.later) || b.small - a.small);

const kilo = (bytes) => (bytes / 1000).toFixed(1).padStart(9);
const line = (name, raw, small, note = "") => console.log(`${name.padEnd(46)}${kilo(raw)} ${kilo(small)}  ${note}`);
console.log(`${"file".padEnd(46)}${"raw kB".padStart(9)} ${"brotli kB".padStart(9)}`);
for (const { name, raw, small, later } of rows) line(name, raw, small, later ? "later, on demand" : "");
const first = rows.filter(({ later }) => !later);
const sum = (key) => first.reduce((total, row) => total + row[key], 0);
const total = sum("small");
line("first visit", sum("raw"), total, `of ${MOST / 1000} allowed`);
if (total > MOST) {
  console.error(`The first visit is ${((total - MOST) / 1000).toFixed(1)} kB over its budget.`);
  process.exit(1);
}
