// Bundles the page's few scripts and its styles into static/js/dist: boot (before the first paint),
// shell (what is shown before the page is there), editor (CodeMirror), plot (uPlot, and what listens
// while something plays), alive (questions where a lesson is read as a page). Each is its own file, so that a page loads only what it shows. The worker's
// script and the styles of what is only read come after Trunk: see finish.mjs.
import { build } from "esbuild";
import { readFile, rm, writeFile } from "node:fs/promises";

const out = new URL("./dist/", import.meta.url).pathname;
await rm(out, { recursive: true, force: true });
const common = { bundle: true, minify: true, target: "es2022", outdir: out, legalComments: "none", logLevel: "warning" };
const here = (name) => new URL(name, import.meta.url).pathname;
await build({ ...common, entryPoints: [here("boot.ts"), here("shell.ts")], format: "iife" });
// What is imported later, and what it shares with its importer, are named by their content.
const split = { splitting: true, chunkNames: "parts/[name]-[hash]" };
await build({ ...common, ...split, entryPoints: [here("editor.ts"), here("plot.ts")], format: "esm" });
await build({ ...common, entryPoints: [here("alive.ts")], format: "esm" });
await build({ ...common, entryPoints: [here("../css/page.css"), here("../css/reading.css")] });

// What is only read runs no script that could say which theme is wanted: the system does.
const read = new URL("reading.css", `file://${out}`);
const css = await readFile(read, "utf8");
const [, dark] = css.match(/:root\[data-theme="?dark"?\]\{([^}]*)\}/) ?? [];
if (!dark) throw new Error("tokens.css has no dark theme");
await writeFile(read, `${css}@media (prefers-color-scheme:dark){:root{${dark}}}`);
