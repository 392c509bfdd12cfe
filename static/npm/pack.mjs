// The package for Node, in target/npm/leaklab-wasm: the engine, which speaks JSON here, what wasm-bindgen
// writes for it, and the files beside this one.
import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;
const out = join(root, "target/npm/leaklab-wasm");
const run = (tool, ...args) => execFileSync(tool, args, { cwd: root, stdio: "inherit" });

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const wasm = ["--target", "wasm32-unknown-unknown", "--no-default-features", "--features", "module"];
run("cargo", "build", "--locked", ...wasm, "--profile", "later", "--bin", "package");
const built = join(root, "target/wasm32-unknown-unknown/later/package.wasm");
run("wasm-bindgen", "--target", "web", "--no-typescript", "--out-dir", out, "--out-name", "engine", built);
run("wasm-opt", "-O", join(out, "engine_bg.wasm"), "-o", join(out, "engine_bg.wasm"));
for (const name of ["index.js", "index.d.ts", "README.md"]) await cp(new URL(name, import.meta.url), join(out, name));
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) await cp(join(root, name), join(out, name));
const [, version] = (await readFile(join(root, "Cargo.toml"), "utf8")).match(/^version = "(.*)"$/m);
const about = await readFile(new URL("package.json", import.meta.url), "utf8");
await writeFile(join(out, "package.json"), about.replace("VERSION", version));
console.log(out);
