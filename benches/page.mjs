// How long checking takes in the page: the text of the benchmark, 1,000 lines of it, and keystrokes
// in its middle, ten a second. Prints what the page itself says ("Analysed in"), and how long the main thread was
// ever blocked. Quote ratios of one run: machines differ.
import { readFile } from "node:fs/promises";
import { analysed, open, paste, start } from "../tests/e2e/page.mjs";

const LINES = 1000;
const KEYS = 30;

const program = await readFile(new URL("program.py", import.meta.url), "utf8");
const copies = Math.ceil(LINES / program.split("\n").length);
const text = Array.from({ length: copies }, (_, n) => program.replaceAll(/def (\w+)/g, `def $1_${n}`)).join("\n");

const site = await start();
const page = await open(site, "#/check");
await analysed(page);
const took = async () => parseFloat(await page.locator(".state b").innerText());
console.log(`first text: ${await took()} ms in the worker`);
await paste(page, text);
await analysed(page);
console.log(`${text.split("\n").length} lines pasted: ${await took()} ms`);
await page.evaluate(() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
  }).observe({ type: "longtask" });
});
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
console.log(`longest task on the main thread: ${await page.evaluate(() => window.longest)} ms`);
await site.stop();
process.exit(0);
