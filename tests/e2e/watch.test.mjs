// The Simulate page beside the run: what finds a leak and when, a stress test that is too short, what
// only moves the cliff, the keys, the rest out of sight, a whole file, and the main thread.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { analysed, numbersOf, open, paste, start, toTheEnd, unfold } from "./page.mjs";

const SHOTS = new URL("./screenshots/", import.meta.url).pathname;
const WAIT = 30_000;
let site;

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  site = await start();
});

after(() => site.stop());

/** The Simulate page, with a preset. */
async function simulate(preset, options) {
  const page = await open(site, `#/simulate?preset=${preset}&t=0`, options);
  // Not the drawing of the page, but the page.
  await page.locator(".timeline canvas").waitFor({ timeout: WAIT });
  return page;
}

/** What the clock of the run says. */
const clock = (page) => page.locator(".controls .time").textContent();

/** Plays, and waits until the run moves. */
async function play(page) {
  const before = await clock(page);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.waitForFunction((old) => document.querySelector(".controls .time").textContent !== old, before);
}

/** Whether the run moves in half a second. */
async function moves(page) {
  const before = await clock(page);
  await page.waitForTimeout(500);
  return (await clock(page)) !== before;
}

/** What the menu gives as a file: its name and its lines. */
async function saved(page, title) {
  const [download] = await Promise.all([page.waitForEvent("download"), numbersOf(page, title)]);
  const lines = readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
  return { name: download.suggestedFilename(), lines };
}

test("static analysis finds it before the deploy, the running system after many requests", async () => {
  const page = await simulate("found-before-the-run");
  const card = page.getByRole("region", { name: "What finds it, and when" });
  await card.locator(".coded-line.leaking").first().waitFor();
  const forecast = await page.locator(".forecast .big").innerText();
  const leaking = await card.locator(".coded-line.leaking .coded-number").allInnerTexts();
  assert.deepEqual(leaking, ["3", "4", "5"], "the analyzer's own ways out");
  const row = (who) => card.locator(".found-table tbody tr", { hasText: who });
  assert.match(await row("Static analysis").innerText(), /before the deploy[^]*Line 2: os\.open/);
  assert.match(await row("First error").innerText(), /not yet/);
  await toTheEnd(page);
  assert.match(await row("First error").innerText(), /after \d\d:\d\d[^]*\d{5} requests[^]*Errno 24[^]*names line 2/);
  const left = /^(\d+) left here$/.exec(await card.locator(".chip.lost").innerText());
  assert.ok(+left[1] > 990, `${left[1]} descriptors at their line`);
  assert.match(await card.locator("svg.found").getAttribute("aria-label"), /^Static analysis finds it before the deploy; first error comes after \d+ requests/);
  const file = await saved(page, "What finds it, and when");
  assert.equal(file.name, "leaklab-found.csv");
  assert.ok(file.lines.length >= 3);
  await unfold(page);
  // The finding is mended: nothing leaks any more, and it can be put back.
  await card.getByLabel("Mend the finding on line 2").check();
  await page.locator(".forecast .big", { hasText: "never" }).waitFor();
  assert.equal(await page.getByLabel("Static analysis: the finding on line 2 is mended").isChecked(), true);
  await toTheEnd(page);
  assert.equal(await page.locator(".ending").count(), 0);
  await page.getByLabel("Static analysis: the finding on line 2 is mended").uncheck();
  await page.locator(".forecast .big", { hasText: forecast }).waitFor();
  await page.done();
});

test("what the text does not show is said to be found by nobody before", async () => {
  const page = await simulate("cycles-on-the-heap");
  const row = page.locator(".found-table tbody tr", { hasText: "Static analysis" });
  await row.getByText("finds nothing").waitFor();
  assert.equal(await page.locator(".mends").count(), 0);
  await page.done();
});

test("a cache that only grows is found before it runs", async () => {
  const page = await simulate("cache-eats-the-heap");
  const row = page.locator(".found-table tbody tr", { hasText: "Static analysis" });
  await row.getByText("before the deploy").waitFor();
  await page.done();
});

test("a stress test too short finds nothing, a longer one the error; who counts finds it early", async () => {
  const page = await simulate("raw-descriptor");
  const card = page.getByRole("region", { name: "Stress test" });
  assert.match(await card.locator(".stress-words").innerText(), /^20 times the load is 2000 requests a second.* By the formula it runs out after 4\d s/);
  await card.getByRole("button", { name: "Run the stress test" }).click();
  await card.locator(".stress-words", { hasText: /^No error in .* The first error would come/ }).waitFor({ timeout: WAIT });
  const words = await card.locator(".stress-words").innerText();
  const [, left] = /(\d+) descriptors are left over/.exec(words);
  assert.ok(+left > 300, words);
  const later = /The first error would come after (\d+) s/.exec(words);
  assert.ok(+later[1] > 35 && +later[1] < 65, words);
  await card.getByLabel("The test lasts").first().fill("90");
  await card.getByLabel("The test lasts").first().press("Enter");
  await card.locator(".stress-words", { hasText: /^The test fails after \d+ s: OSError: \[Errno 24\]/ }).waitFor();
  assert.match(await card.locator(".chip").innerText(), /finds it/);
  const row = page.locator(".found-table tbody tr", { hasText: "Stress test" });
  assert.match(await row.innerText(), /before the deploy/);
  const file = await saved(page, "Stress test");
  assert.match(file.lines[0], /^time \(s\),as written: taken,as written: left over/);
  assert.ok(file.lines.length > 100);
  await card.screenshot({ path: `${SHOTS}simulate-stress-1440-light.png` });
  await page.done();
});

test("what only moves the cliff shows where the cliff was", async () => {
  const page = await simulate("ulimit-raised");
  const told = page.locator(".moved");
  assert.match(await told.innerText(), /Without the higher limit it is expected to end after 16 min .*8\.\d times as late/);
  await toTheEnd(page);
  assert.match(await told.innerText(), /Without the higher limit it ends after 1\d min .* With the higher limit it ends all the same, after 2 h/);
  await page.locator(".run").screenshot({ path: `${SHOTS}simulate-cliff-1440-light.png` });
  // And where it is switched on: the bigger limit, restarts.
  const other = await simulate("raw-descriptor");
  assert.equal(await other.locator(".moved").count(), 0);
  await unfold(other);
  await other.getByLabel("A limit eight times as high").check();
  await other.locator(".moved", { hasText: "the higher limit" }).waitFor();
  await other.getByLabel("A limit eight times as high").uncheck();
  await other.getByLabel("Restarted in time, every time").check();
  await toTheEnd(other);
  assert.match(await other.locator(".moved").innerText(), /With the planned restarts it has ended \d+ times so far/);
  await page.done();
  await other.done();
});

test("the timeline is told from its deploy on, in words", async () => {
  const page = await simulate("crash-loop");
  await toTheEnd(page);
  const words = await page.locator(".run-words .figure-words").innerText();
  assert.match(words, /^0:00 deploy · .*crash · .*restart/);
  const file = await saved(page, "The whole run");
  assert.equal(file.name, "leaklab-run.csv");
  await page.done();
});

test("keys play, step, change the speed, go back and share, and are listed", async () => {
  const page = await simulate("pool-slot");
  await page.locator(".timeline canvas").waitFor();
  const speed = page.locator(".speed select");
  const before = +(await speed.inputValue());
  await page.keyboard.press("+");
  assert.ok(+(await speed.inputValue()) > before);
  await page.keyboard.press("-");
  assert.equal(+(await speed.inputValue()), before);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press(".");
  await page.waitForFunction(() => document.querySelector(".controls .time").textContent.startsWith("0.50"));
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(() => document.querySelector(".controls .time").textContent.startsWith("0.25"));
  await page.keyboard.press(" ");
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await page.keyboard.press("k");
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  assert.equal(await page.evaluate(() => scrollY), 0, "the space bar does not scroll as well");
  await page.keyboard.press("s");
  await page.locator(".toast", { hasText: "Link to this moment copied" }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /#\/simulate\?preset=pool-slot&t=/);
  await page.keyboard.press("r");
  await page.waitForFunction(() => document.querySelector(".controls .time").textContent.startsWith("0.00"));
  await page.keyboard.press("?");
  const sheet = page.locator("#keys");
  assert.equal(await sheet.locator("dd").count(), 8);
  await sheet.getByLabel("These keys work on this page").uncheck();
  await page.locator("h1").click();
  await page.keyboard.press("ArrowRight");
  assert.ok(!(await moves(page)) && (await clock(page)).startsWith("0.00"), "they are switched off");
  await sheet.getByLabel("These keys work on this page").check();
  await page.goto(`${site.address}#/reference/keys-of-simulate`);
  await page.locator("article.entry kbd").first().waitFor({ timeout: WAIT });
  await page.done();
});

test("no key is taken from a field, and a button keeps its space bar", async () => {
  const page = await simulate("pool-slot");
  await page.locator(".timeline canvas").waitFor();
  await unfold(page);
  const seed = page.locator("#seed");
  await seed.focus();
  for (const key of [" ", "k", "s", "r", "+", "-", ".", "ArrowRight", "ArrowLeft", "?"]) await page.keyboard.press(key);
  assert.ok(!(await moves(page)) && (await clock(page)).startsWith("0.00"));
  assert.equal(await page.locator("#keys").count() + (await page.locator(".toast").count()), 0);
  // The space bar presses the button that has the focus, and does nothing else.
  await page.getByRole("button", { name: "Step forward" }).focus();
  await page.keyboard.press(" ");
  await page.waitForTimeout(300);
  assert.equal(await page.getByRole("button", { name: "Pause" }).count(), 0);
  // Nor with Control, which is the browser's.
  await page.locator("h1").click();
  await page.keyboard.press("Control+k");
  assert.equal(await page.getByRole("button", { name: "Pause" }).count(), 0);
  await page.done();
});

test("a run rests while it is scrolled off the screen or its tab is hidden, and goes on", async () => {
  const page = await simulate("raw-descriptor", { size: "phone" });
  await page.locator(".timeline canvas").waitFor();
  await play(page);
  assert.ok(await moves(page));
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.locator(".stage[data-asleep]").waitFor();
  assert.ok(!(await moves(page)), "nobody sees it");
  assert.equal(await page.getByRole("button", { name: "Pause" }).count(), 1, "it is still playing");
  await page.locator(".run").scrollIntoViewIfNeeded();
  await page.locator(".stage:not([data-asleep])").waitFor();
  assert.ok(await moves(page), "it goes on where it was");
  const hide = (hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await hide(true);
  await page.locator(".stage[data-asleep]").waitFor();
  assert.ok(!(await moves(page)), "the tab is behind");
  await hide(false);
  await page.locator(".stage:not([data-asleep])").waitFor();
  assert.ok(await moves(page));
  await page.done();
});

test("every picture gives its numbers, the gauge and the first one too", async () => {
  const page = await simulate("pool-slot");
  await toTheEnd(page);
  const gauge = await saved(page, "Time to exhaustion");
  assert.equal(gauge.lines[0], "time to exhaustion,seconds");
  assert.equal(gauge.lines.length, 7, "five of the formula, and this run");
  const lane = await saved(page, "Connection pool");
  assert.match(lane.lines[0], /^time \(s\),as written: in use/);
  await page.getByRole("button", { name: "Show the numbers" }).click();
  const choice = page.getByLabel("Numbers of which picture");
  const names = await choice.locator("option").allInnerTexts();
  for (const name of ["The whole run", "Time to exhaustion", "Formula against simulation", "What it costs", "What finds it, and when", "Stress test", "A hundred seeds"]) {
    assert.ok(names.includes(name), `${name} is not among ${names}`);
  }
  for (const name of names) {
    await choice.selectOption({ label: name });
    await page.locator(".numbers thead th").first().waitFor();
    const widths = await page.locator(".numbers tr").evaluateAll((rows) => [...new Set(rows.map((row) => row.children.length))]);
    assert.equal(widths.length, 1, `${name}: every row is as long as the head`);
  }
  await page.done();
});

const TWO = `import json, os
import threading

def orders(path):
    file = os.open(path, os.O_RDONLY)
    return json.loads(os.read(file, 100))

def poll():
    thread = threading.Thread(target=print)
    thread.start()

def lines(path):
    other = os.open(path, os.O_RDONLY)
    return len(os.read(other, 100))
`;

test("a whole file is watched from Check: every line that leaks, each at its own", async () => {
  const page = await open(site, "#/check");
  await analysed(page);
  await paste(page, TWO);
  await analysed(page);
  await page.getByRole("button", { name: "Watch it leak" }).first().click({ timeout: WAIT });
  await page.locator(".source").waitFor({ timeout: WAIT });
  await page.getByRole("button", { name: "Everything that leaks in this file" }).click();
  await page.locator("h1", { hasText: "everything that leaks" }).waitFor();
  await page.locator(".lane").first().waitFor();
  const card = page.getByRole("region", { name: "What finds it, and when" });
  await card.locator(".coded-line").first().waitFor();
  await toTheEnd(page);
  const numbers = card.locator(".coded-line:has(.chip.lost) .coded-number");
  assert.deepEqual(await numbers.allInnerTexts(), ["5", "13"], "both leaks, each at its line");
  // One of the two is mended: the other goes on.
  const before = await page.locator(".forecast .big").innerText();
  await card.getByLabel("Mend the finding on line 5").check();
  await page.waitForFunction((old) => document.querySelector(".forecast .big").innerText !== old, before);
  await toTheEnd(page);
  assert.deepEqual(await numbers.allInnerTexts(), ["13"]);
  await page.getByRole("button", { name: /^Only line/ }).click();
  await page.locator("h1", { hasText: "line" }).waitFor();
  await page.done();
});
