// Code and findings stay side by side, however long the text is and whatever the window: the page is
// never taller than it, and what is chosen on one side is in sight on both.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, paste, SIZES, start } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** A text of so many lines with a leak in every eighth or so, and two that differ near its ends. */
function lines(count) {
  const part = (name) => `def ${name}(path):\n    h = open(path)\n    if h.readable():\n        return h.read()\n    h.close()\n    return None\n\n\n`;
  let text = part("first");
  for (let number = 0; text.split("\n").length + 17 < count; number++) {
    text += number % 4 ? `def plain_${number}(value):\n    return value + ${number}\n\n\n` : part(`part_${number}`);
  }
  text += part("last").trimEnd();
  while (text.split("\n").length < count) text = `# a line\n${text}`;
  return `${text}\n`;
}

const LENGTHS = { 107: lines(106), 1658: lines(1657) };
Object.assign(SIZES, { small: { width: 1024, height: 700 }, tablet: { width: 700, height: 900 }, side: { width: 760, height: 360 } });

/** Whether an element lies in the window, and is what is drawn there. */
async function inSight(locator) {
  return locator.evaluate((element) => {
    const { top, left, bottom, height } = element.getBoundingClientRect();
    const at = Math.max(top, 0) + Math.min(height, 24) / 2;
    const drawn = document.elementFromPoint(left + 12, at);
    return top >= 0 && Math.min(bottom, top + 24) <= innerHeight && (element.contains(drawn) || drawn?.contains(element));
  });
}

/** The same as soon as what scrolls has come to rest: the page moves what was chosen after it is drawn. */
async function comesInSight(locator, what) {
  const until = Date.now() + 4000;
  while (!(await inSight(locator))) {
    assert.ok(Date.now() < until, `${what} is not in sight`);
    await new Promise((after) => setTimeout(after, 50));
  }
}

/** The page is as high as the window, and the window as it was. */
async function fits(page) {
  const { whole, window, at } = await page.evaluate(() => ({
    whole: document.documentElement.scrollHeight,
    window: innerHeight,
    at: scrollY,
  }));
  assert.equal(whole, window, "the page is as high as the window");
  assert.equal(at, 0);
}

for (const size of ["desk", "small", "tablet", "phone", "side"]) {
  for (const [count, text] of Object.entries(LENGTHS)) {
    test(`${count} lines at ${SIZES[size].width} pixels: a finding and its line are in sight together`, async () => {
      const page = await open(site, "#/check", { size });
      await analysed(page);
      await paste(page, text);
      await fits(page);
      const closed = page.locator(".finding.closed");
      assert.ok((await closed.count()) > 3);
      // The last finding is far below: its card opens in sight, and its line comes.
      const where = await closed.last().locator(".where").innerText();
      await closed.last().click();
      const card = page.locator("article.finding");
      await card.filter({ hasText: where }).waitFor();
      const line = page.locator(".cm-line", { hasText: "h = open(path)" }).filter({ has: page.locator(".cm-chosen") });
      await line.waitFor();
      await comesInSight(card, "the card");
      await comesInSight(line, "its line");
      await fits(page);

      // A line near the top is chosen in the code: its card comes.
      await page.locator(".cm-scroller").evaluate((element) => element.scrollTo(0, 0));
      await page.locator(".cm-line", { hasText: "h = open(path)" }).first().click({ position: { x: 60, y: 8 } });
      await card.filter({ hasText: /never|not closed|leak/i }).filter({ hasNotText: where }).waitFor();
      await comesInSight(card, "the card of the line");

      // A cell of the matrix far below: its line comes, and the reason is in sight.
      await page.getByRole("tab", { name: "Exit matrix" }).click();
      await page.locator("button.cell.leaked").last().click();
      await page.locator(".cm-line.cm-path").first().waitFor();
      await comesInSight(page.locator(".reason"), "the reason");
      await comesInSight(page.locator(".cm-line.cm-line-open"), "the line of the cell");
      await fits(page);
      await page.done();
    });
  }
}
