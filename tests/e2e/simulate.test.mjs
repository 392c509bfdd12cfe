// The Simulate page and the front page's playground in Debian's Chromium: a leak runs out with its
// exact error, a file under CPython stays flat until something changes its fate, and the numbers are
// those that the native tests pin.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "../../static/js/serve.mjs";

const SHOTS = new URL("./screenshots/", import.meta.url).pathname;
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
  });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(`${origin}?theme=${theme}#${hash}`);
  return { page, close: async () => (assert.deepEqual(said, []), context.close()) };
}

/** Goes to the end of the run, however long it takes to play. */
async function toTheEnd(page) {
  const scrub = page.getByLabel("Moment of the run");
  for (let turn = 0; turn < 40; turn++) {
    await scrub.focus();
    await scrub.press("End");
    await page.waitForTimeout(150);
    if (await page.getByText("The run is over").count()) return;
    if (await page.getByText("The watched time is over").count()) return;
  }
  assert.fail("the run does not end");
}

const choose = (page, name) => page.locator(".menu select").selectOption({ label: name });

test("a raw descriptor runs out, with the exact error, inside the forecast", async () => {
  const { page, close } = await open("/simulate");
  await page.locator(".lane").first().waitFor({ timeout: WAIT });
  assert.match(await page.locator(".forecast .big").innerText(), /^16:4\d/);
  assert.equal(await page.locator(".ending").count(), 0);
  await toTheEnd(page);
  const error = await page.locator(".ending-text").innerText();
  assert.equal(error, "OSError: [Errno 24] Too many open files: 'orders/4711.json'");
  const lanes = page.locator(".lane .lane-numbers");
  assert.match(await lanes.nth(0).innerText(), /^100[34] leaked · 0 free$/);
  assert.match(await lanes.nth(1).innerText(), /^0 leaked · \d+ free$/);
  assert.match(await page.locator(".landed").innerText(), /This run: 1\d:\d\d/);
  await page.locator(".timeline canvas").waitFor();
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
    page.getByRole("button", { name: "Download CSV" }).click(),
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
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
      await page.screenshot({ path: `${SHOTS}${name}-390-${theme}.png`, fullPage: true });
      await close();
    }
  }
});
