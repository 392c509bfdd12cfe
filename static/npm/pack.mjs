// The package for Node, in target/npm/leaklab-wasm: the engine that is in dist/, byte for byte, what
// wasm-bindgen wrote for it, and the files beside this one.
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;
const out = join(root, "target/npm/leaklab-wasm");
const built = (await readdir(join(root, "dist"))).find((name) => /^engine-.*_bg\.wasm$/.test(name));
if (!built) throw new Error("dist/ has no engine: build it first");

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await cp(join(root, "dist", built), join(out, "engine_bg.wasm"));
await cp(join(root, "static/js/dist/engine.js"), join(out, "engine.js"));
for (const name of ["index.js", "index.d.ts", "README.md"]) await cp(new URL(name, import.meta.url), join(out, name));
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) await cp(join(root, name), join(out, name));
const [, version] = (await readFile(join(root, "Cargo.toml"), "utf8")).match(/^version = "(.*)"$/m);
const about = await readFile(new URL("package.json", import.meta.url), "utf8");
await writeFile(join(out, "package.json"), about.replace("VERSION", version));
console.log(out);
