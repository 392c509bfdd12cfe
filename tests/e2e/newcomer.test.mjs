// What somebody meets who works through the course for the first time, on a phone and by keyboard: nothing is
// cut off, lost, counted wrongly, or shown before it is explained.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, shot, start, tooWide } from "./page.mjs";

let site;
before(async () => (site = await start()));
after(() => site.stop());

const top = async (locator) => (await locator.first().boundingBox()).y;
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.innerText.trim());

test("lines are put in order by keyboard, and it stays on them", async () => {
  const page = await open(site, "#/learn/a-table-with-1024-places?step=reading");
  const pool = page.getByRole("list", { name: "Lines to choose from" }).getByRole("button");
  await pool.first().waitFor();
  const second = (await pool.nth(1).innerText()).trim();
  await pool.first().focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((says) => document.activeElement.innerText.trim() === says, second);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  const taken = page.locator(".lines.taken li");
  await taken.nth(2).waitFor();
  const code = async (at) => (await taken.nth(at).locator("code").innerText()).trim();
  const moved = await code(2);
  await taken.nth(2).getByRole("button", { name: `Up: ${moved}`, exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((says) => document.querySelectorAll(".lines.taken code")[1].innerText.trim() === says, moved);
  assert.equal(await focused(page), `Up: ${moved}`);
  await page.keyboard.press("Enter");
  await page.waitForFunction((says) => document.querySelectorAll(".lines.taken code")[0].innerText.trim() === says, moved);
  // It cannot go further up.
  assert.equal(await focused(page), `Down: ${moved}`);
  const next = await code(1);
  await taken.first().getByRole("button", { name: "Take out" }).focus();
  await page.keyboard.press("Enter");
  await taken.nth(2).waitFor({ state: "detached" });
  assert.equal(await focused(page), `Take out: ${next}`);
  await page.done();
});

test("the solution of an order is a program, and goes into the program", async () => {
  const page = await open(site, "#/learn/a-table-with-1024-places?step=reading", { size: "phone" });
  await page.getByRole("button", { name: "Show the solution" }).click();
  await page.locator(".solution .snippet").waitFor();
  assert.equal(await page.locator(".diff").count(), 0);
  await shot(page, "lesson-order-solution-phone-light");
  await page.getByRole("button", { name: "Put it into the program" }).click();
  await page.getByText("✓ Solved.").waitFor();
  await page.done();
});

test("on a phone the program stands where it stands in the text", async () => {
  const page = await open(site, "#/learn/a-table-with-1024-places", { size: "phone" });
  const editor = page.locator(".lesson-bench .cm-content");
  await editor.waitFor();
  const [before, program, output] = [await top(page.getByText("Here is a program that does it right")), await top(editor), await top(page.locator(".lesson-below .prints"))];
  assert.ok(before < program && program < output, `${before}, ${program}, ${output}`);
  assert.equal(await page.locator(".matrix").count(), 0, "the next lesson explains it");
  assert.ok((await tooWide(page)) <= 0);
  await shot(page, "lesson-first-phone-light");
  // On a desk it stands beside the text, which goes on without a gap.
  await page.setViewportSize({ width: 1440, height: 900 });
  const read = await page.locator(".lesson-read").boundingBox();
  const below = await page.locator(".lesson-below").boundingBox();
  assert.ok(Math.abs(read.y + read.height - below.y) < 2 && Math.abs(read.x - below.x) < 2);
  await page.done();
});

/** Where the further rows of a line begin, in pixels from the first letter of the first. */
const rows = (line) => line.evaluate((line) => {
  const range = document.createRange();
  range.selectNodeContents(line);
  const words = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const begins = [];
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    for (let at = 0; at < node.length; at++) {
      if (/\s/.test(node.data[at]) || node.parentElement.closest(".line-indent, .cm-chips")) continue;
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { left, top } = range.getBoundingClientRect();
      const row = begins.find((it) => Math.abs(it.top - top) < 8);
      if (row) row.left = Math.min(row.left, left);
      else begins.push({ top, left });
    }
  }
  const [first, ...others] = begins;
  return others.map(({ left }) => Math.round(left - first.left));
});

test("a line that has no room goes on to the right of where it begins", async () => {
  const page = await open(site, "#/learn/a-file-left-open?step=damaged", { size: "phone" });
  await page.locator(".lesson-bench .cm-line").first().waitFor();
  let wrapped = 0;
  for (const line of await page.locator(".cm-line").all()) {
    for (const further of await rows(line)) {
      wrapped++;
      assert.ok(further > 10, `${further} px: ${await line.innerText()}`);
    }
  }
  assert.ok(wrapped > 0);
  // And the text begins near the edge.
  const edge = await page.locator(".lesson-bench .editor").boundingBox();
  const code = await page.locator(".cm-content").boundingBox();
  assert.ok(code.x - edge.x < 56, `${code.x - edge.x} px of numbers`);
  await page.goto(`${site.address}#/reference`);
  await page.goto(`${site.address}#/learn/a-table-with-1024-places?step=places`);
  await page.getByRole("spinbutton").fill("0");
  await page.getByRole("button", { name: "Commit and see" }).click();
  await page.locator(".reveal .snippet").first().waitFor();
  wrapped = 0;
  for (const line of await page.locator(".reveal .snippet code > span").all()) {
    for (const further of await rows(line)) {
      wrapped++;
      assert.ok(further > 10, `${further} px: ${await line.innerText()}`);
    }
  }
  assert.ok(wrapped > 0);
  // Each line ends once where it is copied.
  const shown = await page.locator(".reveal .snippet").first().evaluate((it) => {
    getSelection().selectAllChildren(it);
    return getSelection().toString();
  });
  assert.match(shown, /with door:\n    print\(/);
  await page.done();
});

for (const size of ["desk", "phone"]) {
  test(`heads of an exit matrix are to be read whole: ${size}`, async () => {
    const page = await open(site, "#/learn/the-connection-that-never-came-back?step=repair", { size });
    await page.locator(".lesson-bench .matrix").waitFor();
    const cut = await page.locator(".matrix-head").evaluateAll((all) =>
      all.filter((it) => it.scrollWidth > it.clientWidth + 1 || getComputedStyle(it).textOverflow === "ellipsis").map((it) => it.innerText));
    assert.deepEqual(cut, []);
    await shot(page, `lesson-matrix-${size}-light`);
    await page.done();
  });
}

test("what ran out is shown as it ran out", async () => {
  const page = await open(site, "#/learn/a-file-left-open?step=call-off");
  await page.getByRole("button", { name: "Set the knobs as a solution has them" }).click();
  await page.locator(".lesson-bench .button.main").click();
  await page.getByText("Ran out after").waitFor();
  await page.getByText("At the moment it ran out:").waitFor();
  const facts = Object.fromEntries(await page.locator(".run-fact").evaluateAll((all) =>
    all.map((it) => [it.querySelector("dt").innerText, Number(it.querySelector("dd").innerText.replace(",", ""))])));
  assert.equal(facts.free, 0);
  assert.equal(facts["held from the start"], 20);
  assert.equal(Object.values(facts).reduce((sum, it) => sum + it), 1024);
  await page.locator(".curve figcaption", { hasText: "limit 1,024" }).waitFor();
  await page.locator(".run-result").scrollIntoViewIfNeeded();
  await shot(page, "lesson-ran-out-desk-light");
  await page.done();
});

test("a plot to draw in has numbers that are read at a glance", async () => {
  const page = await open(site, "#/learn/held-too-long?step=rush");
  await page.locator(".sketch-axes").waitFor();
  const levels = await page.locator(".sketch-axes text[text-anchor=end]:not(.sketch-name)").allTextContents();
  assert.deepEqual(levels, ["0", "5", "10", "15", "20", "25"]);
  await page.getByRole("slider", { name: "connections out, minutes: 1", exact: true }).waitFor();
  await shot(page, "lesson-sketch-desk-light");
  await page.done();
});

test("the mark of the next lesson covers nothing on a phone", async () => {
  const page = await open(site, "#/learn", { size: "phone" });
  const card = await page.locator(".lesson-card.next").boundingBox();
  const number = await page.locator(".lesson-card.next .lesson-number").boundingBox();
  const other = await page.locator(".lesson-card:not(.next) .lesson-number").first().boundingBox();
  assert.ok(number.x - card.x >= 12 && number.x === other.x, `${card.x}, ${number.x}, ${other.x}`);
  assert.ok((await tooWide(page)) <= 0);
  await shot(page, "learn-next-phone-light");
  await page.done();
});

test("a word of the glossary leads to the lesson that explains it", async () => {
  const page = await open(site, "#/reference/pool");
  await page.getByRole("heading", { name: "Pool" }).waitFor();
  await page.locator(".entry-lessons", { hasText: "Taught in" }).getByRole("link", { name: /The connection that never/ }).click();
  await page.getByRole("heading", { name: /The connection that never/ }).waitFor();
  await page.done();
});
