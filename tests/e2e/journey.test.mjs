// The whole line through the house: leaky code in, the finding on its line, the fix, clean; then the
// leaky version played until it ends in the error that the finding foretold.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, paste, shot, start, text } from "./page.mjs";
import { RAW } from "./snippets.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

test("find it, fix it, watch it leak to the error text", { timeout: 120_000 }, async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, RAW);
  const card = page.locator("article.finding");
  assert.equal(await card.locator(".where").innerText(), "line 6");
  assert.match(await card.locator("h2").innerText(), /json\.loads/);
  const foretold = await card.locator("dt:text-is('Ends in') + dd").innerText();
  assert.match(foretold, /^OSError: \[Errno 24\] Too many open files/);

  await card.getByRole("button", { name: /proved/ }).first().click();
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await page.getByRole("heading", { name: "No leak found" }).waitFor();
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+z");
  await card.waitFor();
  assert.equal(await text(page), RAW);

  await card.getByRole("button", { name: "Watch it leak" }).click();
  await page.waitForURL(/#\/simulate/);
  await page.locator(".lane").first().waitFor();
  const scrub = page.getByLabel("Moment of the run");
  const ended = page.locator(".ending-text");
  for (let turn = 0; turn < 200 && !(await ended.count()); turn++) {
    await scrub.focus();
    await scrub.press("End");
    await page.waitForTimeout(100);
  }
  assert.match(await ended.first().innerText(), /^OSError: \[Errno 24\] Too many open files: '/);
  await shot(page, "journey-end-desk-light");

  await page.getByRole("link", { name: "Check", exact: true }).click();
  await analysed(page);
  assert.equal(await text(page), RAW, "the text is where it was");
  await page.done();
});
