// After Trunk: names that change with the content for what Trunk leaves unhashed, and a
// Content-Security-Policy that allows our own scripts and nothing else.
//
// The worker's script is written here, our own scripts are renamed; the page finds them by its
// `<meta name="leaklab:…">`, relative to its own address, so that any folder will do.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { small } from "./small.mjs";

const out = process.env.TRUNK_STAGING_DIR ?? "dist";
const short = (data) => createHash("sha256").update(data).digest("hex").slice(0, 16);
let page = await readFile(join(out, "index.html"), "utf8");

function point(name, to) {
  const from = new RegExp(`<meta[^>]*leaklab:${name}[^>]*>`);
  if (!from.test(page)) throw new Error(`index.html has no <meta name="leaklab:${name}">`);
  page = page.replace(from, `<meta name="leaklab:${name}" content="${to}">`);
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

// The module, taken apart (.cargo/bin/wasm-bindgen). One hash for all of it: no part fits another build.
const [old] = page.match(/app-[0-9a-f]+(?=\.js)/) ?? [];
if (!old) throw new Error("index.html does not load the app");
const parts = new URL("./dist/split/", import.meta.url);
const glue = await readFile(join(out, `${old}.js`), "utf8");
// Only what makes it smaller when compressed: the passes that shrink the bare module more do not. The
// features are those of the compiler; with all there are, what comes out cannot be run.
const features = ["bulk-memory", "reference-types", "multivalue", "sign-ext", "mutable-globals", "nontrapping-float-to-int"];
const round = ["optimize-instructions", "precompute-propagate", "reorder-locals", "vacuum"];
const passes = ["duplicate-function-elimination", ...round, ...round];
const module = join(out, `${old}_bg.wasm`);
const flags = [...features.map((name) => `--enable-${name}`), ...passes.map((name) => `--${name}`)];
execFileSync("wasm-opt", [...flags, module, "-o", module]);
const wasm = await readFile(module);
const later = (await readdir(parts)).filter((name) => name.endsWith(".wasm")).sort();
const data = await Promise.all(later.map(async (name) => bare(await readFile(new URL(name, parts)))));
const build = short(Buffer.concat([Buffer.from(glue), wasm, ...data]));
const app = `app-${build}`;
page = page.replaceAll(old, app);
await rename(module, join(out, `${app}_bg.wasm`));
const linked = glue.replaceAll(/from (["'])\.\/__wasm_split\.js\1/g, `from "./later-${build}.js"`);
await writeFile(join(out, `${app}.js`), await small(linked));
await rm(join(out, `${old}.js`));
let loader = await readFile(new URL("__wasm_split.js", parts), "utf8");
loader = loader.replaceAll("./app.js", `./${app}.js`);
for (const [index, name] of later.entries()) {
  const hashed = `${name.replace(".wasm", "").replaceAll("_", "-")}-${build}.wasm`;
  loader = loader.replaceAll(`./${name}`, `./${hashed}`);
  await writeFile(join(out, hashed), data[index]);
}
await writeFile(join(out, `later-${build}.js`), await small(loader));

// The worker: the same module as the page's, so that it is downloaded once.
const worker = `import init from "./${app}.js";
await init({ module_or_path: new URL("./${app}_bg.wasm", import.meta.url) });
`;
await writeFile(join(out, `worker-${short(worker)}.js`), worker);
point("worker", `worker-${short(worker)}.js`);

// Our scripts and the styles that come later; the parts of the editor have their names already.
await mkdir(join(out, "js"), { recursive: true });
await cp(new URL("./dist/parts", import.meta.url), join(out, "js", "parts"), { recursive: true });
for (const kind of ["js", "css"]) {
  for (const file of (await readdir(join(out, kind))).filter((name) => name.endsWith(`.${kind}`))) {
    const name = file.slice(0, -kind.length - 1);
    const hashed = `${name}-${short(await readFile(join(out, kind, file)))}.${kind}`;
    await rename(join(out, kind, file), join(out, kind, hashed));
    point(name, `${kind}/${hashed}`);
  }
}

// Chromium warns of a hash on what is preloaded for `fetch`, which it cannot check; the script is no
// longer the one that was hashed.
page = page.replace(/(<link rel="(?:module)?preload"[^>]*?) integrity="[^"]*"/g, "$1");

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
