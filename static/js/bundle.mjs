// Bundles the page's few scripts and its styles into static/js/dist: boot (before the first paint),
// shell (what is shown before the page is there), editor (CodeMirror), plot (uPlot, and what listens
// while something plays). Each is its own file, so that a page loads only what it shows. The worker's
// script comes after Trunk: see finish.mjs.
import { build } from "esbuild";
import { rm } from "node:fs/promises";

const out = new URL("./dist/", import.meta.url).pathname;
await rm(out, { recursive: true, force: true });
const common = { bundle: true, minify: true, target: "es2022", outdir: out, legalComments: "none", logLevel: "warning" };
const here = (name) => new URL(name, import.meta.url).pathname;
await build({ ...common, entryPoints: [here("boot.ts"), here("shell.ts")], format: "iife" });
// What is imported later, and what it shares with its importer, are named by their content.
const split = { splitting: true, chunkNames: "parts/[name]-[hash]" };
await build({ ...common, ...split, entryPoints: [here("editor.ts"), here("plot.ts")], format: "esm" });
await build({ ...common, entryPoints: [here("../css/page.css")] });
