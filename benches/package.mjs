// How long checking takes in the package for Node, which is the engine of the page without a browser: the
// text of the native benchmark, from nothing and after a keystroke. Quote ratios of one run: machines
// differ.
import { readFile } from "node:fs/promises";
import { Session, check } from "../target/npm/leaklab-wasm/index.js";

const LINES = 1000;
const TIMES = 15;

const program = await readFile(new URL("program.py", import.meta.url), "utf8");
const copies = Math.ceil(LINES / program.split("\n").length);
const text = Array.from({ length: copies }, (_, n) => program.replaceAll(/def (\w+)/g, `def $1_${n}`)).join("\n");

/** Milliseconds in the middle of some times. */
function middle(work) {
  const times = Array.from({ length: TIMES }, (_, time) => {
    const start = performance.now();
    work(time);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(TIMES / 2)].toFixed(1);
}

const session = new Session();
session.sketch("program.py", text);
console.log(`${text.split("\n").length} lines: everything ${middle(() => check("program.py", text))} ms, without details ${middle(() => check("program.py", text, { details: false }))} ms`);
console.log(`a keystroke, without details: ${middle((time) => session.sketch("program.py", text.replace("\n", ` #${"x".repeat(time)}\n`)))} ms`);
session.free();
