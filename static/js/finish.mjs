// After Trunk: names that change with the content for what Trunk leaves unhashed, and a
// Content-Security-Policy that allows our own scripts and nothing else.
//
// The page finds its files by `<meta name="leaklab:…">`, relative to its own address, so that any
// folder will do. Which they are stands in index.html.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const out = process.env.TRUNK_STAGING_DIR ?? "dist";
const short = (data) => createHash("sha256").update(data).digest("hex").slice(0, 16);
let page = await readFile(join(out, "index.html"), "utf8");

function point(name, to) {
  const from = new RegExp(`<meta[^>]*leaklab:${name}"[^>]*>`);
  if (!from.test(page)) throw new Error(`index.html has no <meta name="leaklab:${name}">`);
  page = page.replace(from, `<meta name="leaklab:${name}" content="${to}">`);
}

/** Gives a module of ours, its script and its WebAssembly, the name that its content has. */
async function named(module, old) {
  const script = await readFile(join(out, `${old}.js`));
  const wasm = await readFile(join(out, `${old}_bg.wasm`));
  const name = `${module}-${short(Buffer.concat([script, wasm]))}`;
  await rename(join(out, `${old}.js`), join(out, `${name}.js`));
  await rename(join(out, `${old}_bg.wasm`), join(out, `${name}_bg.wasm`));
  return name;
}

// The page. boot.ts starts it, so that it can say what to do when it cannot; Trunk's own start goes.
const [hashed] = page.match(/page-[0-9a-f]+(?=\.js)/) ?? [];
if (!hashed) throw new Error("index.html does not load the page");
page = page.replace(/<script type="module"[^>]*>[\s\S]*?<\/script>/, "").replace(/<link rel="(?:module)?preload"[^>]*>/g, "");
const app = await named("page", hashed);
point("page", `${app}.js`);
point("module", `${app}_bg.wasm`);

// The engine, a worker.
const engine = await named("engine", "engine");
const worker = `import init from "./${engine}.js";
await init({ module_or_path: new URL("./${engine}_bg.wasm", import.meta.url) });
`;
await rm(join(out, "engine_loader.js"), { force: true });
await writeFile(join(out, `worker-${short(worker)}.js`), worker);
point("worker", `worker-${short(worker)}.js`);
point("engine", `${engine}_bg.wasm`);

// Our scripts; the parts that they share have their names already.
await mkdir(join(out, "js"), { recursive: true });
await cp(new URL("./dist/parts", import.meta.url), join(out, "js", "parts"), { recursive: true });
for (const file of (await readdir(join(out, "js"))).filter((name) => name.endsWith(".js"))) {
  const name = file.slice(0, -".js".length);
  const hashed = `${name}-${short(await readFile(join(out, "js", file)))}.js`;
  await rename(join(out, "js", file), join(out, "js", hashed));
  point(name, `js/${hashed}`);
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
