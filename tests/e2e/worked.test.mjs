// Every lesson, worked through to its end on a phone: each step of it is done, whatever its kind, and fits.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { DIST, open, start, tooWide } from "./page.mjs";

let site;
before(async () => (site = await start()));
after(() => site.stop());

const folder = (await readdir(DIST)).find((name) => /^lessons-/.test(name));
const lessons = (await readdir(new URL(`${folder}/`, DIST))).map((file) => file.replace(".bin", ""));

/** Does what the step on the page asks for. */
async function work(page) {
  const button = (name) => page.getByRole("button", { name, exact: true });
  const commit = page.getByRole("button", { name: /^(Commit and see|Answer)$/ });
  if (await page.locator(".sketch.drawable").count()) {
    const sliders = page.getByRole("slider");
    for (let at = 0; at < (await sliders.count()); at++) await sliders.nth(at).press("ArrowUp");
    await commit.click();
    await page.locator(".said").first().waitFor();
  } else if (await page.locator(".question .option input").count()) {
    await page.locator(".question .option").first().click();
    await commit.click();
    await page.locator(".said").first().waitFor();
    assert.equal(await page.locator(".option .why").count(), await page.locator(".option").count());
  } else if (await page.locator(".question input[type=number]").count()) {
    await page.locator(".question input").fill("1");
    await commit.click();
    await page.locator(".said").first().waitFor();
  } else if (await button("Show the solution").count()) {
    await button("Show the solution").click();
    await page.getByRole("button", { name: /^Put it into the (editor|program)$/ }).click();
    await page.getByText("✓ Solved.").waitFor();
  } else if (await button("Set the knobs as a solution has them").count()) {
    await button("Set the knobs as a solution has them").click();
    await page.locator(".lesson-bench .button.main").first().click();
    await page.getByText("Goal reached: ").waitFor();
  } else if (await button("Run it").count()) {
    await button("Run it").click();
    await page.locator(".prints").first().waitFor();
  }
}

/** Goes on to a step. What was judged a moment ago may still move the link away from under the pointer. */
async function goOn(page, step) {
  const next = page.getByRole("link", { name: "Continue →" });
  await next.click();
  const there = page.getByText(step).first();
  await there.waitFor({ timeout: 5_000 }).catch(() => next.click());
  await there.waitFor();
}

for (const lesson of lessons) {
  test(`${lesson} is worked through to its end`, async () => {
    const page = await open(site, `#/learn/${lesson}`, { size: "phone" });
    const stations = page.locator(".stations a");
    await stations.first().waitFor();
    const steps = await stations.count();
    for (let step = 1; step <= steps; step++) {
      if (step > 1) await goOn(page, new RegExp(`step ${step} of ${steps}`));
      await work(page);
      const wide = await tooWide(page);
      assert.ok(wide <= 0, `step ${step} is ${wide} px too wide on a phone`);
    }
    const finish = page.getByRole("button", { name: "Finish the lesson" });
    if (await finish.count()) await finish.click();
    await page.getByRole("heading", { name: "✓ Lesson finished" }).waitFor();
    await page.done();
  });
}
