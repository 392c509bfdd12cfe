// The Simulate page and the front page's playground in Debian's Chromium: a leak runs out with its
// exact error, a file under CPython stays flat until something changes its fate, and the numbers are
// those that the native tests pin.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "../../static/js/serve.mjs";
import { numbersOf, toTheEnd, tooWide, unfold } from "./page.mjs";

const SHOTS = new URL("./screenshots/", import.meta.url).pathname;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WAIT = 30_000;
let server, browser, origin;

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  server = await serve({ folder: new URL("../../dist", import.meta.url).pathname });
  origin = `http://127.0.0.1:${server.address().port}/`;
  const executablePath = execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  browser = await chromium.launch({ executablePath, args });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** Opens a page that must not say anything on the console. */
async function open(hash, { width = 1440, height = 1000, theme = "light", calm = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: calm ? "reduce" : "no-preference",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(`${origin}?theme=${theme}#${hash}`);
  // Not the drawing of the page, but the page.
  if (hash.startsWith("/simulate")) await page.locator(".timeline canvas").waitFor({ timeout: WAIT });
  return { page, close: async () => (assert.deepEqual(said, []), context.close()) };
}

const choose = (page, name) => page.locator(".menu select").selectOption({ label: name });

test("a raw descriptor runs out, with the exact error, inside the forecast", async () => {
  const { page, close } = await open("/simulate");
  await page.locator(".lane").first().waitFor({ timeout: WAIT });
  // 998 s: the first request that is refused comes a little before the last descriptor has leaked.
  assert.match(await page.locator(".forecast .big").innerText(), /^16:3\d/);
  assert.equal(await page.locator(".ending").count(), 0);
  await toTheEnd(page);
  const error = await page.locator(".ending-text").innerText();
  assert.equal(error, "OSError: [Errno 24] Too many open files: 'orders/4711.json'");
  const lanes = page.locator(".lane .lane-numbers");
  assert.match(await lanes.nth(0).innerText(), /^100[34] leaked · 0 free$/);
  assert.match(await lanes.nth(1).innerText(), /^0 leaked · \d+ free$/);
  assert.match(await page.locator(".landed").innerText(), /This run: 1\d:\d\d/);
  await page.locator(".timeline canvas").waitFor();
  await page.getByLabel("Latency that is drawn").selectOption("p50");
  await page.screenshot({ path: `${SHOTS}simulate-end-1440-light.png`, fullPage: true });
  await close();
});

test("a file under CPython stays flat, says why, and one click changes its fate", async () => {
  for (const fate of ["Run it under PyPy", "Store the exceptions"]) {
    const { page, close } = await open("/simulate");
    await choose(page, "A file left open, under CPython");
    await page.getByText("CPython counts references").waitFor({ timeout: WAIT });
    await toTheEnd(page);
    assert.equal(await page.locator(".ending").count(), 0);
    assert.match(await page.locator(".lane .lane-numbers").first().innerText(), /^0 leaked/);
    await page.screenshot({ path: `${SHOTS}simulate-flat-1440-light.png`, fullPage: true });
    await page.getByRole("button", { name: fate }).click();
    await toTheEnd(page);
    assert.match(await page.locator(".ending-text").innerText(), /Errno 24\] Too many open files/);
    await close();
  }
});

test("a pool slot is lost, people wait, and the pool's own error comes", async () => {
  const { page, close } = await open("/simulate", { theme: "dark" });
  await choose(page, "The connection that never came back");
  await page.locator(".pool").first().waitFor({ timeout: WAIT });
  await toTheEnd(page);
  assert.match(await page.locator(".ending-text").innerText(), /QueuePool limit of size 5 overflow 10 reached/);
  assert.equal(await page.locator(".lane").first().locator(".box.leaked").count(), 15);
  assert.ok((await page.locator(".lane").first().locator(".ring").count()) > 20);
  await page.screenshot({ path: `${SHOTS}simulate-pool-1440-dark.png`, fullPage: true });
  await close();
});

test("the browser plays the very run that the native tests pin", async () => {
  const { page, close } = await open("/simulate");
  await choose(page, "The connection that never came back");
  await page.locator(".pool").first().waitFor({ timeout: WAIT });
  await toTheEnd(page);
  // `GOLDEN` in tests/sim/identity.rs.
  assert.equal(await page.locator(".stage").getAttribute("data-trace"), "4b0334499244842a");
  await close();
});

test("a finding is watched: its own line, its own assumptions, its own error", async () => {
  const { page, close } = await open("/check");
  await page.getByRole("button", { name: "Watch it leak" }).first().click({ timeout: WAIT });
  await page.locator(".source").waitFor({ timeout: WAIT });
  assert.match(await page.locator(".source pre").innerText(), /open|connect/);
  await page.locator(".lane").first().waitFor();
  await page.screenshot({ path: `${SHOTS}simulate-finding-1440-light.png`, fullPage: true });
  await toTheEnd(page);
  const flat = await page.locator(".turns button").count();
  if (flat) {
    await page.locator(".turns button").first().click();
    await toTheEnd(page);
  }
  assert.ok((await page.locator(".ending-text").innerText()).length > 10);
  await close();
});

test("play, pause, step, seed and knobs", async () => {
  const { page, close } = await open("/simulate", { calm: false });
  await page.locator(".lane").first().waitFor({ timeout: WAIT });
  const time = page.locator(".controls .time");
  assert.match(await time.innerText(), /^0\.00 s/);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.waitForFunction(() => !document.querySelector(".controls .time").innerText.startsWith("0.00"));
  await page.getByRole("button", { name: "Pause" }).click();
  const paused = await time.innerText();
  await page.waitForTimeout(300);
  assert.equal(await time.innerText(), paused);
  // The first step goes to the next frame, which may be the same second; the second is a whole one.
  await page.getByRole("button", { name: "Step forward" }).click();
  await page.getByRole("button", { name: "Step forward" }).click();
  await page.waitForFunction((old) => document.querySelector(".controls .time").innerText !== old, paused);
  const stepped = await time.innerText();
  await page.getByRole("button", { name: "Step back" }).click();
  await page.waitForFunction((old) => document.querySelector(".controls .time").innerText !== old, stepped);
  const before = await page.locator(".forecast .big").innerText();
  const rate = page.getByLabel("Requests per second").first();
  await rate.fill("50");
  await rate.press("Enter");
  await page.waitForFunction((old) => document.querySelector(".forecast .big").innerText !== old, before);
  assert.match(await page.locator(".forecast .big").innerText(), /^33:/);
  await rate.fill("100000");
  await rate.press("Enter");
  await page.getByText("Between 0.1 and 2000.").waitFor();
  await page.getByRole("button", { name: "All knobs as they were" }).click();
  await page.waitForFunction((old) => document.querySelector(".forecast .big").innerText === old, before);
  await close();
});

test("the numbers can be read and taken away", async () => {
  const { page, close } = await open("/simulate");
  await page.locator(".lane").first().waitFor({ timeout: WAIT });
  await toTheEnd(page);
  await page.getByRole("button", { name: "Show the numbers" }).click();
  assert.ok((await page.locator(".numbers tbody tr").count()) > 8);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    numbersOf(page, "The whole run"),
  ]);
  assert.equal(download.suggestedFilename(), "leaklab-run.csv");
  await close();
});

test("the front page plays by itself, and its switch stops the leak", async () => {
  const { page, close } = await open("/", { calm: false });
  const numbers = page.locator(".meter .lane-numbers");
  await numbers.waitFor({ timeout: WAIT });
  await page.waitForFunction(() => parseInt(document.querySelector(".meter .lane-numbers").innerText) > 20);
  await page.screenshot({ path: `${SHOTS}home-1440-light.png`, fullPage: true });
  await page.getByRole("switch").click();
  assert.match(await numbers.innerText(), /^0 leaked/);
  await page.getByRole("switch").click();
  assert.doesNotMatch(await numbers.innerText(), /^0 leaked/);
  await close();
});

test("on a phone everything fits, in both themes", async () => {
  for (const theme of ["light", "dark"]) {
    for (const [name, hash] of [["home", "/"], ["simulate", "/simulate"]]) {
      const { page, close } = await open(hash, { width: 390, height: 844, theme });
      await page.locator(".cells-view").first().waitFor({ timeout: WAIT });
      if (name === "simulate") await toTheEnd(page);
      const wide = await tooWide(page);
      assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
      await page.screenshot({ path: `${SHOTS}${name}-390-${theme}.png`, fullPage: true });
      await close();
    }
  }
});

/** The value of a consequence in the first lane. */
const consequence = (page, name) =>
  page.locator(".consequences tbody tr", { hasText: name }).locator(".consequence").first().innerText();

/** What the menu gives as a file: its name and its first line. */
async function saved(page, title) {
  const [download] = await Promise.all([page.waitForEvent("download"), numbersOf(page, title)]);
  const lines = readFileSync(await download.path(), "utf8").split("\r\n");
  return { name: download.suggestedFilename(), head: lines[0], rows: lines.length - 2 };
}

test("a server without descriptors accepts nobody, and whether connections take some can be chosen", async () => {
  const { page, close } = await open("/simulate?preset=nobody-answers&t=270");
  const line = page.locator(".card", { hasText: "Waiting line" });
  await line.getByText("not accepted: no descriptor is free").first().waitFor({ timeout: WAIT });
  await unfold(page);
  const select = page.getByRole("combobox", { name: "Connections", exact: true });
  assert.equal(await select.inputValue(), "take one; without, asyncio pauses");
  const forecast = page.locator(".forecast .big");
  const before = await forecast.innerText();
  await select.selectOption("take no descriptor");
  await page.waitForFunction((text) => document.querySelector(".forecast .big").innerText !== text, before);
  await close();
});

test("every preset is on the menu, and each has its picture with words", async () => {
  const { page, close } = await open("/simulate");
  await page.locator(".lane").first().waitFor({ timeout: WAIT });
  const names = await page.locator(".menu select option").allInnerTexts();
  assert.equal(names.length, 28);
  for (const name of names) {
    await choose(page, name);
    await page.locator("h1", { hasText: name }).waitFor();
    const picture = page.locator(".lane svg.picture").first();
    await picture.waitFor({ timeout: WAIT });
    assert.ok((await picture.getAttribute("aria-label")).length > 8, name);
    assert.ok((await picture.locator("path, rect").count()) > 0, name);
    assert.ok((await page.locator(".figure-words").first().innerText()).length > 8, name);
  }
  await close();
});

test("a heap fills up to its limit, and the kernel kills", async () => {
  const { page, close } = await open("/simulate", { theme: "dark" });
  await choose(page, "The cache that eats the heap");
  const scrub = page.getByLabel("Moment of the run");
  await scrub.focus();
  for (let i = 0; i < 8; i++) await scrub.press("PageUp");
  const heap = page.locator(".lane").first().locator("svg.heap");
  await heap.locator(".box.leaked").waitFor({ timeout: WAIT });
  await heap.getByText(/line 5/).waitFor();
  await page.screenshot({ path: `${SHOTS}simulate-heap-1440-dark.png`, fullPage: true });
  await toTheEnd(page);
  await heap.getByText("exit code 137").waitFor();
  assert.match(await page.locator(".ending-text").innerText(), /killed, exit code 137/);
  assert.equal(await consequence(page, "Unstable"), "1 crash");
  await close();
});

test("the consequences are counted: lost records, crashes, money", async () => {
  const { page, close } = await open("/simulate");
  await choose(page, "The records that were never written");
  await toTheEnd(page);
  const lost = parseInt(await consequence(page, "Data lost"));
  assert.ok(lost > 0 && lost <= 81, `${lost} records`);
  assert.match(await page.locator(".lane svg.buffer").first().getAttribute("aria-label"), new RegExp(`${lost} are lost`));
  await choose(page, "Crash, back off, crash again");
  await toTheEnd(page);
  assert.ok(parseInt(await consequence(page, "Unstable")) > 3);
  await page.locator("svg.processes").first().getByText(/up|waits|starts/).waitFor();
  await choose(page, "Paying for a leak");
  await toTheEnd(page);
  const dollars = await page.locator(".consequences tr", { hasText: "Cost" }).locator(".consequence").allInnerTexts();
  const [leaky, fixed] = dollars.map((text) => parseFloat(text.slice(1)));
  assert.ok(leaky > 2 * fixed, `$${leaky} and $${fixed}`);
  await close();
});

test("ports wait out their sixty seconds, clients ask again", async () => {
  const { page, close } = await open("/simulate");
  await choose(page, "The TIME_WAIT wall");
  await toTheEnd(page);
  assert.equal(await page.locator("svg.ports .bars.timed rect").count(), 60);
  assert.match(await page.locator(".ending-text").innerText(), /Errno 99/);
  await choose(page, "The retry storm");
  await toTheEnd(page);
  assert.equal(await page.locator(".lane").count(), 1, "nothing leaks, so there is nothing to compare with");
  const storm = parseFloat(await consequence(page, "Unavailable"));
  await choose(page, "The retry storm, with a budget");
  await toTheEnd(page);
  assert.ok(parseFloat(await consequence(page, "Unavailable")) > storm + 20);
  await close();
});

test("detections are seen: a probe that dies, a rising line, two snapshots", async () => {
  const { page, close } = await open("/simulate");
  await choose(page, "The monitor that dies too");
  await toTheEnd(page);
  await page.locator("svg.monitor").first().getByText("✕ the probe fails").waitFor();
  await choose(page, "A rising line raises the alarm");
  await toTheEnd(page);
  await page.locator("svg.monitor").first().getByText("⚑ alarm").first().waitFor();
  await choose(page, "Two snapshots, one line");
  await toTheEnd(page);
  await page.locator("svg.snapshots").first().getByText(/^\+9\.\d MiB in/).waitFor();
  await page.screenshot({ path: `${SHOTS}simulate-snapshots-1440-light.png`, fullPage: true });
  await close();
});

test("what prevents, detects and mitigates can be switched on", async () => {
  const { page, close } = await open("/simulate");
  await choose(page, "The cache that eats the heap");
  await page.locator("svg.heap").first().waitFor({ timeout: WAIT });
  await unfold(page);
  await page.getByLabel("A supervisor starts it again").check();
  await toTheEnd(page);
  assert.ok(parseInt(await consequence(page, "Unstable")) >= 2, "it lives more than once");
  await page.getByLabel("A supervisor starts it again").uncheck();
  await page.getByLabel("Weak references instead of strong ones").check();
  assert.equal(await page.locator(".lane").count(), 2);
  await page.locator(".forecast .big", { hasText: "never" }).waitFor();
  await page.getByLabel("A monitor").check();
  await page.locator("svg.monitor").first().waitFor();
  await page.getByRole("button", { name: "All knobs as they were" }).click();
  await page.locator(".forecast .big", { hasText: "2:25" }).waitFor();
  assert.equal(await page.getByLabel("A monitor").isChecked(), false);
  await close();
});

test("a hundred seeds stand under the formula's curve", async () => {
  const { page, close } = await open("/simulate");
  await choose(page, "The connection that never came back");
  await page.getByRole("button", { name: "Play 100 seeds" }).click();
  await page.locator(".seeds .figure-words", { hasText: /^100 runs:/ }).waitFor({ timeout: 60_000 });
  const heights = await page.locator(".histogram .bars rect").evaluateAll((bars) => bars.map((bar) => +bar.getAttribute("height")));
  assert.ok(heights.filter((height) => height > 1).length > 8);
  const inside = /(\d+) of them inside/.exec(await page.locator(".seeds .figure-words").innerText());
  assert.ok(+inside[1] >= 80, `${inside[1]} of 100 inside the 90 % band`);
  await page.locator(".seeds").screenshot({ path: `${SHOTS}simulate-seeds-1440-light.png` });
  const file = await saved(page, "A hundred seeds");
  assert.deepEqual(file, { name: "leaklab-seeds.csv", head: "run,ran out after (s)", rows: 100 });
  await close();
});

test("every picture has its numbers, as a table and as a file", async () => {
  const { page, close } = await open("/simulate");
  await choose(page, "Eight pools, one database");
  await toTheEnd(page);
  for (const [title, name] of [["Database server", "database"], ["Processes", "processes"], ["Chance to wait", "delay"]]) {
    const file = await saved(page, title);
    assert.equal(file.name, `leaklab-${name}.csv`);
    assert.match(file.head, /^time \(s\),as written: /);
    assert.ok(file.rows > 50);
  }
  assert.equal((await saved(page, "What it costs")).rows, 6);
  await page.getByRole("button", { name: "Show the numbers" }).click();
  await page.getByLabel("Numbers of which picture").selectOption({ label: "Processes" });
  await page.locator(".numbers th", { hasText: "as written: cost ($)" }).waitFor();
  await close();
});

test("a moment is shared as a link that leads to the same picture", async () => {
  const { page, close } = await open("/simulate");
  await choose(page, "The connection that never came back");
  await unfold(page);
  await page.locator("#seed").fill("21");
  await page.locator("#seed").press("Enter");
  await page.getByRole("button", { name: "Step forward" }).click();
  await page.getByRole("button", { name: "Step forward" }).click();
  await page.locator(".controls .time", { hasText: "0.50 s" }).waitFor();
  await page.locator(".moment", { hasText: "At 0.50 s" }).waitFor();
  const told = await page.locator(".moment").innerText();
  await page.getByRole("button", { name: "Share this moment" }).click();
  await page.locator(".toast", { hasText: "Link to this moment copied" }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await close();
  assert.ok(link.length < 2000);
  const other = await open(link.slice(link.indexOf("#") + 1));
  await other.page.locator(".controls .time", { hasText: "0.50 s" }).waitFor({ timeout: WAIT });
  assert.equal(await other.page.locator("#seed").inputValue(), "21");
  await other.page.locator(".moment", { hasText: "At 0.50 s" }).waitFor();
  assert.equal(await other.page.locator(".moment").innerText(), told);
  await other.close();
});

test("no picture is too wide for a phone, and axe finds nothing in any", async () => {
  const { page, close } = await open("/simulate", { width: 390, height: 844 });
  await page.locator(".lane").first().waitFor({ timeout: WAIT });
  const presets = ["The records", "Eight pools", "Threads without", "The TIME_WAIT", "The backlog", "Paying", "Two snapshots"];
  const names = await page.locator(".menu select option").allInnerTexts();
  for (const start of presets) {
    await choose(page, names.find((name) => name.startsWith(start)));
    await toTheEnd(page);
    const wide = await tooWide(page);
    assert.ok(wide <= 0, `${start} is ${wide} px too wide`);
    if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(violations.map((each) => `${each.id}: ${each.nodes[0].html}`), [], start);
  }
  await page.screenshot({ path: `${SHOTS}simulate-snapshots-390-light.png`, fullPage: true });
  await close();
});
