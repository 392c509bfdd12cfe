// After Trunk: names that change with the content for what Trunk leaves unhashed, and a
// Content-Security-Policy that allows our own scripts and nothing else.
//
// The page finds its files by `<meta name="leaklab:…">`, relative to its own address, so that any
// folder will do. Which they are stands in index.html.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { small } from "./small.mjs";

const out = process.env.TRUNK_STAGING_DIR ?? "dist";
const short = (data) => createHash("sha256").update(data).digest("hex").slice(0, 16);
let page = await readFile(join(out, "index.html"), "utf8");

function point(name, to) {
  const from = new RegExp(`<meta[^>]*leaklab:${name}"[^>]*>`);
  if (!from.test(page)) throw new Error(`index.html has no <meta name="leaklab:${name}">`);
  page = page.replace(from, `<meta name="leaklab:${name}" content="${to}">`);
}

/**
 * Makes a module smaller when compressed: passes that shrink the bare module more do not. The features
 * are those of the compiler; with all there are, what comes out cannot be run.
 */
function shrink(module) {
  const features = ["bulk-memory", "reference-types", "multivalue", "sign-ext", "mutable-globals", "nontrapping-float-to-int"];
  const round = ["optimize-instructions", "precompute-propagate", "reorder-locals", "vacuum"];
  const passes = ["duplicate-function-elimination", ...round, ...round];
  const flags = [...features.map((name) => `--enable-${name}`), ...passes.map((name) => `--${name}`)];
  execFileSync("wasm-opt", [...flags, module, "-o", module]);
}

/** A module without its custom sections, which only name things. */
function bare(wasm) {
  const kept = [wasm.subarray(0, 8)];
  for (let at = 8; at < wasm.length; ) {
    let [start, length, shift, byte] = [at + 1, 0, 0, 0];
    do {
      byte = wasm[start++];
      length |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    if (wasm[at] !== 0) kept.push(wasm.subarray(at, start + length));
    at = start + length;
  }
  return Buffer.concat(kept);
}

// The module and the parts that it was taken apart into (.cargo/bin/wasm-bindgen). One hash for all of
// it: no part fits another build. boot.ts starts it, and can say what to do when it cannot; what Trunk
// has for that goes.
const [old] = page.match(/app-[0-9a-f]+(?=\.js)/) ?? [];
if (!old) throw new Error("index.html does not load the app");
page = page.replace(/<script type="module"[^>]*>[\s\S]*?<\/script>/, "").replace(/<link rel="(?:module)?preload"[^>]*>/g, "");
const parts = new URL("./dist/split/", import.meta.url);
const glue = await readFile(join(out, `${old}.js`), "utf8");
const module = join(out, `${old}_bg.wasm`);
if (process.env.TRUNK_PROFILE === "release") shrink(module);
const wasm = await readFile(module);
const later = (await readdir(parts)).filter((name) => name.endsWith(".wasm")).sort();
const data = await Promise.all(later.map(async (name) => bare(await readFile(new URL(name, parts)))));
const build = short(Buffer.concat([Buffer.from(glue), wasm, ...data]));
const app = `app-${build}`;
await rename(module, join(out, `${app}_bg.wasm`));
await writeFile(join(out, `${app}.js`), await small(glue.replaceAll(/from (["'])\.\/__wasm_split\.js\1/g, `from "./later-${build}.js"`)));
await rm(join(out, `${old}.js`));
let loader = (await readFile(new URL("__wasm_split.js", parts), "utf8")).replaceAll("./app.js", `./${app}.js`);
for (const [index, name] of later.entries()) {
  const hashed = `${name.replace(".wasm", "").replaceAll("_", "-")}-${build}.wasm`;
  loader = loader.replaceAll(`./${name}`, `./${hashed}`);
  await writeFile(join(out, hashed), data[index]);
}
await writeFile(join(out, `later-${build}.js`), await small(loader));
point("app", `${app}.js`);
point("module", `${app}_bg.wasm`);

// The worker: the same module as the page's, so that it is downloaded once.
const worker = `import init from "./${app}.js";
await init({ module_or_path: new URL("./${app}_bg.wasm", import.meta.url) });
`;
await writeFile(join(out, `worker-${short(worker)}.js`), worker);
point("worker", `worker-${short(worker)}.js`);

// Our scripts; the parts that they share have their names already.
await mkdir(join(out, "js"), { recursive: true });
await cp(new URL("./dist/parts", import.meta.url), join(out, "js", "parts"), { recursive: true });
for (const file of (await readdir(join(out, "js"))).filter((name) => name.endsWith(".js"))) {
  const name = file.slice(0, -".js".length);
  const hashed = `${name}-${short(await readFile(join(out, "js", file)))}.js`;
  await rename(join(out, "js", file), join(out, "js", hashed));
  point(name, `js/${hashed}`);
}

// The pages as HTML, one for each first word of an address. Simulate's pictures and the lessons come
// when they are asked for.
const drawn = new URL("../../target/drawn/", import.meta.url).pathname;
const pages = (await readdir(drawn).catch(() => [])).filter((name) => name.endsWith(".html"));
const LARGE = ["simulate.html", "learn"];
let templates = "";
for (const name of pages) {
  const html = await readFile(join(drawn, name), "utf8");
  const shown = LARGE.includes(name) ? html.replace(/(<main\b[^>]*>)[^]*(<\/main>)/, "$1$2") : html;
  templates += `<template data-page="${name.replace(".html", "")}">${shown}</template>\n`;
}
page = page.replace(/<!-- The pages as they are drawn[^>]*-->/, () => templates);
const files = join(out, "drawn");
if (pages.length) for (const name of LARGE) await cp(join(drawn, name), join(files, name), { recursive: true });
const names = (await readdir(files, { recursive: true }).catch(() => [])).filter((name) => name.endsWith(".html"));
point("drawn", names.map((name) => name.replace(".html", "").replaceAll("\\", "/")).sort().join(" "));

// The source of the page, which its footer offers: what is committed; without git, what lies here.
const source = new URL("../../", import.meta.url).pathname;
const archive = resolve(out, "leaklab-source.tar.gz");
const made = ["target", "dist", "node_modules", ".tools", ".cache", ".git", "static/js/dist"];
try {
  execFileSync("git", ["-C", source, "archive", "--format=tar.gz", "--prefix=leaklab/", "-o", archive, "HEAD"], { stdio: "ignore" });
} catch {
  execFileSync("tar", ["-czf", archive, ...made.map((name) => `--exclude=./${name}`), "-C", source, "."]);
}

// The licences, under names that every file server knows as text.
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  await cp(new URL(`../../${name}`, import.meta.url), join(out, `${name}.txt`));
}

// The policy: inline scripts by their hashes, everything else from here only.
const inline = [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
const hashes = inline.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
const policy = [
  "default-src 'none'",
  `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(" ")}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
].join("; ");
const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
page = page.replace(/<meta charset="?utf-8"?\s*\/?>/i, (charset) => charset + meta);
await writeFile(join(out, "index.html"), page);
