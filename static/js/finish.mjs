// After Trunk: names that change with the content for what Trunk leaves unhashed, and a
// Content-Security-Policy that allows our own scripts and nothing else.
//
// The page finds its files by `<meta name="leaklab:…">`, relative to its own address, so that any
// folder will do. Which they are stands in index.html.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { reading } from "./reading.mjs";
import { weight } from "./weight.mjs";

const out = process.env.TRUNK_STAGING_DIR ?? "dist";
const short = (data) => createHash("sha256").update(data).digest("hex").slice(0, 16);
const SMALL = { format: "esm", minify: true, target: "es2022", logLevel: "warning" };
let page = await readFile(join(out, "index.html"), "utf8");

function point(name, to, more = "") {
  const from = new RegExp(`<meta[^>]*leaklab:${name}"[^>]*>`);
  if (!from.test(page)) throw new Error(`index.html has no <meta name="leaklab:${name}">`);
  page = page.replace(from, `<meta name="leaklab:${name}" content="${to}" ${more}>`);
}

/** Gives a file of the build a name that changes with its content, and has the page know it. */
async function name(file, as) {
  const to = as.replace("HASH", short(await readFile(join(out, file))));
  await rename(join(out, file), join(out, to));
  return to;
}

// The page's module and what wasm-bindgen writes for it. boot.ts starts it, and can say what to do when
// it cannot; what Trunk has for that goes.
const [app] = page.match(/app-[0-9a-f]+(?=\.js)/) ?? [];
if (!app) throw new Error("index.html does not load the app");
page = page.replace(/<script type="module"[^>]*>[\s\S]*?<\/script>/, "").replace(/<link rel="(?:module)?preload"[^>]*>/g, "");
const glue = join(out, `${app}.js`);
await build({ entryPoints: [glue], outfile: glue, allowOverwrite: true, ...SMALL });
point("app", `${app}.js`);
point("module", `${app}_bg.wasm`);

// The workers' modules, and for each the worker's script around what wasm-bindgen writes for it. How large
// a module is stands beside its name: a server that compresses does not say.
const script = new URL("worker.ts", import.meta.url).pathname;
for (const [worker, as] of [["engine", "worker-HASH.js"], ["helper", "helper-HASH.js"], ["judge", "judge-HASH.js"]]) {
  const bare = new URL(`./dist/${worker}.js`, import.meta.url).pathname;
  await cp(join(out, `${worker}.js`), bare);
  await build({ entryPoints: [script], outfile: join(out, `${worker}.js`), allowOverwrite: true, alias: { engine: bare }, bundle: true, ...SMALL });
  const module = await readFile(join(out, `${worker}_bg.wasm`));
  // Compressing takes longer than `make quick` may.
  const carried = process.env.TRUNK_PROFILE === "release" ? weight(module) : module.length;
  point(worker, await name(`${worker}_bg.wasm`, `${worker}-HASH_bg.wasm`), `data-bytes="${module.length}" data-packed="${carried}"`);
  point(`${worker}-worker`, await name(`${worker}.js`, as));
}

// Our scripts; the parts that they share have their names already.
await mkdir(join(out, "js"), { recursive: true });
await cp(new URL("./dist/parts", import.meta.url), join(out, "js", "parts"), { recursive: true });
for (const file of (await readdir(join(out, "js"))).filter((file) => file.endsWith(".js"))) {
  const which = file.slice(0, -".js".length);
  point(which, await name(`js/${file}`, `js/${which}-HASH.js`));
}

// The Reference and the lessons, each fetched when it is first opened. The lessons share a hash.
const drawn = new URL("../../target/drawn/", import.meta.url).pathname;
await cp(join(drawn, "reference.bin"), join(out, "reference.bin"));
point("reference", await name("reference.bin", "reference-HASH.bin"));
const lessons = (await readdir(join(drawn, "lessons"))).sort();
const texts = await Promise.all(lessons.map((file) => readFile(join(drawn, "lessons", file))));
const course = `lessons-${short(Buffer.concat(texts))}/`;
await cp(join(drawn, "lessons"), join(out, course), { recursive: true });
point("lessons", course);

// The pages as HTML, one for each first word of an address, and what glance.ts fills in. Simulate's pictures
// and the lessons come when they are asked for.
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

// The lessons as pages to be read.
for (const file of ["reading.css", "alive.js"]) await cp(new URL(`./dist/${file}`, import.meta.url), join(out, file));
const [css, alive] = [await name("reading.css", "reading-HASH.css"), await name("alive.js", "alive-HASH.js")];
const [, icon] = page.match(/<link[^>]*\brel="?icon"?[^>]*\bhref="?([^">\s]+)/) ?? [];
if (!icon) throw new Error("index.html has no icon");
await reading({ drawn, out, css, icon: basename(icon), script: alive, site: process.env.SITE });

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
