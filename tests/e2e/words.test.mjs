// Words of the glossary in lessons, and the ways between lessons and the reference.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, shot, start } from "./page.mjs";

const LESSON = "#/learn/a-table-with-1024-places";
let site;
before(async () => (site = await start()));
after(() => site.stop());

test("what a word means comes with the pointer and with the keyboard, and goes with Escape", async () => {
  const page = await open(site, LESSON);
  const word = page.locator(".term").first();
  const says = word.locator(".term-says");
  await word.waitFor();
  assert.equal(await says.isVisible(), false);
  await word.hover();
  assert.equal(await says.isVisible(), true);
  await shot(page, "term-desk-light");
  await page.keyboard.press("Escape");
  assert.equal(await says.isVisible(), false);
  await page.mouse.move(5, 5);
  await word.focus();
  assert.equal(await says.isVisible(), true);
  const [described, id] = [await word.getAttribute("aria-describedby"), await says.getAttribute("id")];
  assert.equal(described, id);
  await says.getByRole("link").click();
  await page.waitForURL(/#\/reference\//);
  await page.locator("article.entry h1").waitFor();
  await page.done();
});

test("on a phone a word is tapped, and its meaning stays on the screen", async () => {
  const page = await open(site, LESSON, { size: "phone" });
  const word = page.locator(".term").first();
  await word.tap();
  const box = await word.locator(".term-says").boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  await shot(page, "term-phone-light");
  await page.done();
});

test("from a rule, a resource and an error there is a way to a lesson, and back", async () => {
  const page = await open(site, "#/reference/leaked-on-exception");
  await page.locator(".entry-lessons").getByRole("link", { name: "A file left open" }).waitFor();
  await page.goto(`${site.address}#/reference/oserror-errno-98-address-already-in-use`);
  await page.locator(".entry-lessons").getByRole("link").first().click();
  await page.waitForURL(/#\/learn\/the-port-is-taken/);
  await page.locator(".stations a").last().click();
  await page.getByRole("button", { name: "I know this" }).click();
  const back = page.locator(".finish-rules");
  await back.getByRole("link", { name: /Address already in use/ }).click();
  await page.waitForURL(/#\/reference\/oserror-errno-98/);
  await page.done();
});
