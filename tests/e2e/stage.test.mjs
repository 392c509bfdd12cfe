// The Simulate page as one comes to it: what plays it and what it moves are in the first screen and
// among the first stops of the keyboard, nothing jumps, and the rest is folded.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, start, tooWide, unfold } from "./page.mjs";

const WAIT = 30_000;
const SIZES = { "1440 × 900": [1440, 900], "1024 × 768": [1024, 768], "390 × 844": [390, 844] };
let site;

before(async () => {
  site = await start();
});

after(() => site.stop());

/** The Simulate page in a window of this size. */
async function simulate(where, [width, height], { calm = false } = {}) {
  const page = await open(site, "#/reference", { size: width < 500 ? "phone" : "desk" });
  await page.setViewportSize({ width, height });
  if (calm) await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(site.address + where);
  // Not the drawing of the page, but the page.
  await page.locator(".timeline canvas").waitFor({ timeout: WAIT });
  return page;
}

for (const [name, size] of Object.entries(SIZES)) {
  test(`Play, time and the pictures are together in the first screen: ${name}`, async () => {
    const page = await simulate("#/simulate", size);
    const nav = size[0] < 500 ? await page.locator(".nav").evaluate((nav) => nav.getBoundingClientRect().top) : size[1];
    const places = [page.locator("#play"), page.locator(".controls .time"), page.getByLabel("Moment of the run"),
      ...(await page.locator(".lane svg.picture").all())];
    assert.equal(places.length, 5, "two lanes");
    for (const place of places) {
      const box = await place.boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= nav, `${JSON.stringify(box)} ends below ${nav}`);
    }
    // Further down, Play is still in sight.
    await page.locator(".more .card").first().scrollIntoViewIfNeeded();
    const box = await page.locator("#play").boundingBox();
    assert.ok(box.y >= 0 && box.y < size[1] / 2, "the bar stays");
    await page.done();
  });

  test(`nothing jumps, over every preset and its first play: ${name}`, async () => {
    const page = await simulate("#/simulate", size);
    await page.evaluate(() => {
      window.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
      }).observe({ type: "layout-shift" });
    });
    const names = await page.locator(".menu select option").allInnerTexts();
    assert.equal(names.length, 28);
    for (const name of names) {
      await page.locator(".menu select").selectOption({ label: name });
      await page.locator("h1", { hasText: name }).waitFor();
      await page.locator("#play").click();
      await page.waitForTimeout(250);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      if (await page.getByRole("button", { name: "Pause" }).count()) await page.locator("#play").click();
      const wide = await tooWide(page);
      assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
    }
    const shift = await page.evaluate(() => window.shift);
    assert.ok(shift < 0.05, `layout shift ${shift} over all of them`);
    await page.done();
  });
}

test("Play is the second stop of the page's main part, and the error takes a place that was kept", async () => {
  const page = await simulate("#/simulate?preset=pool-slot", SIZES["1440 × 900"]);
  await page.locator("main").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "play");
  const before = await page.locator(".lanes").boundingBox();
  await page.getByLabel("Moment of the run").press("End");
  await page.locator(".ending").waitFor({ timeout: WAIT });
  assert.deepEqual(await page.locator(".lanes").boundingBox(), before);
  await page.done();
});

test("what is watched from Check starts by itself, and waits on Play for whoever wants no movement", async () => {
  for (const calm of [false, true]) {
    const page = await open(site, "#/check");
    if (calm) await page.emulateMedia({ reducedMotion: "reduce" });
    await analysed(page);
    await page.getByRole("button", { name: "Watch it leak" }).first().click();
    await page.locator(".lane svg.picture").first().waitFor({ timeout: WAIT });
    if (calm) {
      await page.waitForFunction(() => document.activeElement?.id === "play");
      assert.equal(await page.getByRole("button", { name: "Play", exact: true }).count(), 1);
      assert.match(await page.locator(".controls .time").innerText(), /^0\.00 s/);
    } else {
      await page.getByRole("button", { name: "Pause" }).waitFor();
      await page.waitForFunction(() => !document.querySelector(".controls .time").innerText.startsWith("0.00"));
    }
    await page.done();
  }
});

test("knobs that are seldom turned are folded, and say what is set in them", async () => {
  const page = await simulate("#/simulate?preset=pool-slot", SIZES["1440 × 900"]);
  assert.ok((await page.locator(".side .knob:visible").count()) <= 5);
  const service = page.locator(".fold", { hasText: "More of the service" });
  assert.match(await service.locator(".fold-set").innerText(), /Pool timeout 30 s · seed 7/);
  const detect = page.locator(".fold", { hasText: "A monitor" });
  assert.equal(await detect.locator(".fold-set").innerText(), "none");
  await unfold(page);
  await page.getByLabel("A monitor").check();
  await detect.locator(".fold-set", { hasText: "A monitor" }).waitFor({ state: "attached" });
  assert.equal(await page.getByRole("button", { name: /CSV/ }).count(), 0, "one menu has them all");
  await page.locator(".passing summary").click();
  assert.ok((await page.getByRole("button", { name: /as CSV$/ }).count()) >= 8);
  await page.done();
});

test("the menu of downloads can be seen whole", async () => {
  for (const size of Object.values(SIZES)) {
    const page = await simulate("#/simulate", size);
    await page.locator(".passing summary").click();
    const first = page.getByRole("button", { name: "The whole run as CSV" });
    await first.scrollIntoViewIfNeeded();
    const isOnTop = await first.evaluate((button) => {
      const { left, top, width, height } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    });
    assert.ok(isOnTop, "nothing covers or cuts it");
    await page.done();
  }
});
