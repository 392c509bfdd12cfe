// How long things take in the page. Checking: the text of the benchmark, 1,000 lines of it, and
// keystrokes in its middle, ten a second; it prints what the page itself says ("Analysed in"), and how
// long the main thread was ever blocked. Simulating: the runs of benches/simulate.rs in the page's own
// worker, and the frames of a run that is watched. Quote ratios of one run: machines differ.
//
// With the word `simulate` or `check` only that.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { analysed, open, paste, start } from "../tests/e2e/page.mjs";

const LINES = 1000;
const KEYS = 30;

const SECONDS = 10;
const RUNS = 5;
const only = process.argv[2];

const site = await start();
if (only !== "simulate") await check();
if (only !== "check") await simulate();
await site.stop();
process.exit(0);

async function check() {
  const program = await readFile(new URL("program.py", import.meta.url), "utf8");
  const copies = Math.ceil(LINES / program.split("\n").length);
  const text = Array.from({ length: copies }, (_, n) => program.replaceAll(/def (\w+)/g, `def $1_${n}`)).join("\n");

  const page = await open(site, "#/check");
  await analysed(page);
  const took = async () => parseFloat(await page.locator(".state b").innerText());
  console.log(`first text: ${await took()} ms in the worker`);
  await paste(page, text);
  await analysed(page);
  console.log(`${text.split("\n").length} lines pasted: ${await took()} ms`);
  await watchTasks(page);
  await page.locator(".cm-line").nth(5).click();
  await page.keyboard.press("End");
  const times = [];
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.type(key === 0 ? " #" : "x");
    await page.waitForTimeout(100);
    await analysed(page);
    times.push(await took());
  }
  times.sort((a, b) => a - b);
  const middle = times[Math.floor(times.length / 2)];
  console.log(`a keystroke: ${times[0]} ms at best, ${middle} ms in the middle, ${times.at(-1)} ms at worst, of ${KEYS}`);
  await tellTasks(page);
}

async function simulate() {
  const page = await open(site, "#/simulate");
  await page.locator(".lane").first().waitFor();
  // The frames of a run that is watched, as fast as the browser shows them.
  await watchTasks(page);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  const frames = await page.evaluate(
    (seconds) =>
      new Promise((told) => {
        const gaps = [];
        let [first, last] = [0, 0];
        requestAnimationFrame(function next(time) {
          if (last) gaps.push(time - last);
          first ||= time;
          last = time;
          if (time - first < seconds * 1000) requestAnimationFrame(next);
          else told({ rate: (gaps.length * 1000) / (last - first), worst: Math.max(...gaps) });
        });
      }),
    SECONDS,
  );
  console.log(`playing: ${frames.rate.toFixed(1)} frames a second for ${SECONDS} s, the longest ${frames.worst.toFixed(0)} ms`);
  await tellTasks(page);
  // Two workers and the page would share the processors.
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  // Chromium's worker on what the native benchmark plays. Its answer ends in the fingerprint of the run.
  const cargo = ["bench", "--quiet", "--locked", "--bench", "simulate", "--", "--messages"];
  const lines = execFileSync("cargo", cargo, { encoding: "utf8" }).trim().split("\n");
  for (const { what, play, hash, events } of lines.map((line) => JSON.parse(line))) {
    const runs = await page.evaluate(work, { play, runs: RUNS });
    for (const { answer } of runs) assert.ok(answer.endsWith(hash), "the worker plays another run");
    const best = Math.min(...runs.map(({ took }) => took)) / 1000;
    const speed = (events / best / 1e6).toFixed(2);
    console.log(`${what.padEnd(18)} ${best.toFixed(2).padStart(8)} s ${speed.padStart(8)} million events a second, both lanes`);
  }
}

/** In the page: has a new worker play a run several times. */
async function work({ play, runs }) {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
  const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const worker = new Worker(window.leaklab.address("worker"), { type: "module" });
  const heard = () => new Promise((told) => worker.addEventListener("message", (event) => told(event.data), { once: true }));
  worker.postMessage(await window.leaklab.engine(() => undefined));
  const all = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    const answer = heard();
    worker.postMessage(bytes(play));
    all.push({ answer: hex(await answer), took: performance.now() - start });
  }
  worker.terminate();
  return all;
}

/** Notes the longest task of the main thread from now on. */
async function watchTasks(page) {
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
    }).observe({ type: "longtask" });
  });
}

/** Tells it; the browser counts what takes 50 ms or more. */
async function tellTasks(page) {
  const longest = await page.evaluate(() => window.longest);
  console.log(`longest task on the main thread: ${longest ? `${longest} ms` : "less than 50 ms"}`);
}
