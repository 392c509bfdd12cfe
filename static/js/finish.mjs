// After Trunk: names that change with the content for what Trunk leaves unhashed, and a
// Content-Security-Policy that allows our own scripts and nothing else.
//
// The worker's script is written here, our own scripts are renamed; the page finds them by its
// `<meta name="leaklab:…">`, relative to its own address, so that any folder will do.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

const out = process.env.TRUNK_STAGING_DIR ?? "dist";
const short = (data) => createHash("sha256").update(data).digest("hex").slice(0, 16);
let page = await readFile(join(out, "index.html"), "utf8");

function point(name, to) {
  const from = new RegExp(`<meta[^>]*leaklab:${name}[^>]*>`);
  if (!from.test(page)) throw new Error(`index.html has no <meta name="leaklab:${name}">`);
  page = page.replace(from, `<meta name="leaklab:${name}" content="${to}">`);
}

// The worker: the same module as the page's, so that it is downloaded once.
const [app] = page.match(/app-[0-9a-f]+(?=\.js)/) ?? [];
if (!app) throw new Error("index.html does not load the app");
const worker = `import init from "./${app}.js";
await init({ module_or_path: new URL("./${app}_bg.wasm", import.meta.url) });
`;
await writeFile(join(out, `worker-${short(worker)}.js`), worker);
point("worker", `worker-${short(worker)}.js`);

// Our scripts.
await mkdir(join(out, "js"), { recursive: true });
for (const file of await readdir(join(out, "js"))) {
  const name = file.replace(/\.js$/, "");
  const hashed = `${name}-${short(await readFile(join(out, "js", file)))}.js`;
  await rename(join(out, "js", file), join(out, "js", hashed));
  point(name, `js/${hashed}`);
}

// Chromium warns of a hash on what is preloaded for `fetch`, which it cannot check.
page = page.replace(/(<link rel="preload"[^>]*?) integrity="[^"]*"/g, "$1");

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
