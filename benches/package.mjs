// How long checking takes in the package for Node, which is the engine of the page without a browser,
// beside what others need for the same texts: tree-sitter for nothing but the bare tree, ruff for
// SIM115 alone. A module of the standard library, which has few findings, and copies of the native
// benchmark's program, which are full of them. Quote ratios of one run: machines differ.
//
// A keystroke goes through the check without details, and the details follow finding by finding; what is
// typed stands inside a function in the middle, and is another every time.
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Session, check } from "../target/npm/leaklab-wasm/index.js";

const TIMES = 25;
const PEERS = new URL("../target/peers-node/", import.meta.url);
const require = createRequire(PEERS);
const ruff = require("@astral-sh/ruff-wasm-nodejs");
const { Parser, Language } = require("web-tree-sitter");

const program = await readFile(new URL("program.py", import.meta.url), "utf8");

/** Copies of the program, of about so many lines, whose functions have names of their own. */
function copies(lines) {
  const count = Math.ceil(lines / program.split("\n").length);
  const copy = (_, number) => program.replaceAll(/def (\w+)/g, `def $1_${number}`);
  return Array.from({ length: count }, copy).join("\n");
}

/** Milliseconds in the middle of some times. */
function middle(work, times = TIMES) {
  const all = Array.from({ length: times }, (_, time) => {
    const start = performance.now();
    work(time);
    return performance.now() - start;
  });
  return all.sort((a, b) => a - b)[Math.floor(times / 2)];
}

/** The text with something else typed inside a function in the middle, every time. */
function typing(text) {
  const lines = text.split("\n");
  const at = lines.findIndex((line, at) => at > lines.length / 2 && /^ {4,}return\b/.test(line));
  const line = lines[at];
  return (time) => {
    lines[at] = line.replace("return", `${"x".repeat(1 + (time % 9))} = 1; return`);
    return lines.join("\n");
  };
}

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(require.resolve("tree-sitter-python/tree-sitter-python.wasm")));
const workspace = new ruff.Workspace({ lint: { select: ["SIM115"] } }, ruff.PositionEncoding.Utf16);

const ms = (time) => `${time.toFixed(1)} ms`;
const times = (time, of) => `${(time / of).toFixed(2)}×`;

/** How long each takes on a text; `count` times. */
function measure(name, text, count) {
  const typed = typing(text);
  const session = new Session();
  session.sketch(name, text);
  const all = {
    bare: middle(() => parser.parse(text).delete(), count),
    other: middle((time) => workspace.check(typed(time)), count),
    key: middle((time) => session.sketch(name, typed(time)), count),
    quick: middle(() => check(name, text, { details: false }), count),
    whole: middle(() => check(name, text), count),
  };
  session.free();
  return all;
}

function compare(name, text) {
  const { bare, other, key, quick, whole } = measure(name, text, TIMES);
  console.log(`${name}, ${text.split("\n").length} lines: the bare tree ${ms(bare)}, ruff ${ms(other)}`);
  console.log(`  a keystroke               ${ms(key)}, ${times(key, other)} ruff`);
  console.log(`  from nothing, no details  ${ms(quick)}, ${times(quick, bare)} the bare tree`);
  console.log(`  with details              ${ms(whole)}, ${times(whole, bare)} the bare tree`);
}

const python = execFileSync("python3", ["-c", "import argparse; print(argparse.__file__, end='')"], { encoding: "utf8" });
const module = await readFile(python, "utf8");
// What has run often is compiled better; all of it is, before anything is compared.
for (const text of [module, copies(2600)]) measure("warm.py", text, 10);
compare("argparse.py", module);
compare("program.py", copies(2600));

console.log("Microseconds for a line, from nothing, no details:");
for (const lines of [1000, 10_000, 100_000]) {
  const text = copies(lines);
  const took = middle(() => check("program.py", text, { details: false }), 3);
  console.log(`  ${String(lines).padStart(7)} lines  ${((1000 * took) / lines).toFixed(2)}`);
}
