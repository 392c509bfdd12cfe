// Fixing on the Check page: one finding, a rule, everything; and where the keyboard is afterwards.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, paste, shot, start, text } from "./page.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

const raises = (name) => `def ${name}(p):\n    x = open(p)\n    y = x.read()\n    x.close()\n    return y\n\n\n`;
const never = (name) => `def ${name}(p):\n    return open(p).read()\n\n\n`;
/** Two fixes that move the same lines: made one after the other they are made right. */
const SAME_LINES = "def copy(a, b):\n    x = open(a)\n    y = open(b, 'w')\n    y.write(x.read())\n    y.close()\n    x.close()\n";

const focused = (page) => page.evaluate(() => document.activeElement?.id ?? "");
const apply = (page) => page.getByRole("button", { name: "Apply", exact: true });
const titles = (page) => page.locator(".finding h2, .finding-title").allInnerTexts();

test("fix all fixes as many findings as it says, whatever they share", async () => {
  for (const [code, count] of [
    [SAME_LINES, 2],
    [raises("a") + never("b") + raises("c"), 3],
    [`${SAME_LINES}\n\n${raises("a")}`, 3],
  ]) {
    const page = await open(site);
    await analysed(page);
    await paste(page, code);
    const before = (await titles(page)).length;
    await page.getByRole("button", { name: `Fix all (${count})` }).click();
    await page.getByRole("heading", { name: `Fix ${count} findings` }).waitFor();
    await apply(page).click();
    await page.waitForFunction(
      (left) => document.querySelectorAll(".finding h2, .finding-title").length === left,
      before - count,
    );
    await page.waitForTimeout(300);
    await analysed(page);
    assert.equal((await titles(page)).length, before - count, await text(page));
    await page.done();
  }
});

test("one press fixes a rule; the surest findings stand first and stay", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, raises("a") + raises("b") + "def c(p):\n    h = open(p)\n    return h.read()\n");
  const kinds = async () => page.locator(".finding").evaluateAll((all) => all.map((it) => /on-exception|definite/.exec(it.className)[0]));
  assert.deepEqual(await kinds(), ["definite", "on-exception", "on-exception"]);
  assert.equal(await page.locator("article.finding .where").innerText(), "line 16");
  assert.equal(await page.getByRole("button", { name: /of this rule/ }).count(), 0, "one alone has its own fix");
  await page.locator(".finding.closed").first().click();
  const press = page.getByRole("button", { name: "Fix 2 of this rule" });
  await press.click();
  await page.getByRole("heading", { name: "Fix 2 findings of leaked-on-exception" }).waitFor();
  await shot(page, "mend-rule-desk-light");
  await page.keyboard.press("Escape");
  await apply(page).waitFor({ state: "detached" });
  assert.equal(await focused(page), "fix-rule");
  await page.keyboard.press("Enter");
  await apply(page).click();
  await page.getByText("1 finding ·").or(page.locator(".summary", { hasText: "1 finding" })).first().waitFor();
  assert.deepEqual(await kinds(), ["definite"]);
  await page.done();
});

test("by keyboard: to the fix, back from it, and on to the next finding; undo brings text and name back", async () => {
  const page = await open(site);
  await analysed(page);
  const code = raises("a") + raises("b");
  await paste(page, code);
  const name = await page.locator(".file summary").innerText();
  const fix = page.locator("article.finding").getByRole("button", { name: /Use with/ });
  const before = await page.locator(".cm-content").innerText();
  await fix.focus();
  await page.keyboard.press("Enter");
  await apply(page).waitFor();
  assert.equal(await focused(page), "apply");
  await page.keyboard.press("Escape");
  await fix.waitFor();
  assert.equal(await focused(page), "fix-0");
  await page.keyboard.press("Enter");
  await apply(page).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".summary", { hasText: "1 finding" }).waitFor();
  await analysed(page);
  assert.equal(await focused(page), "finding", "the next one");
  assert.notEqual(await page.locator(".cm-content").innerText(), before);

  await page.keyboard.press("ControlOrMeta+z");
  await page.locator(".summary", { hasText: "2 findings" }).waitFor();
  assert.equal(await text(page), code);
  assert.equal(await page.locator(".file summary").innerText(), name);

  await page.locator("#fix-all").focus();
  await page.keyboard.press("Enter");
  await apply(page).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "No leak found" }).waitFor();
  assert.equal(await focused(page), "panel", "where the findings were");
  await page.done();
});

test("the rule's name leads to its page, and a lesson stands below", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, raises("a"));
  const card = page.locator("article.finding");
  const lesson = await card.locator(".runtime a").innerText();
  await card.getByRole("link", { name: "leaked-on-exception" }).click();
  await page.getByRole("heading", { level: 1, name: "leaked-on-exception" }).waitFor();
  await page.goBack();
  await card.getByRole("link", { name: lesson }).click();
  await page.getByRole("heading", { name: lesson }).first().waitFor();
  await page.goBack();
  await analysed(page);
  assert.equal(await text(page), raises("a"));
  await page.done();
});

test("who comes to the editor by Tab is told how to leave, and can", async () => {
  const page = await open(site);
  await analysed(page);
  const hint = page.getByText("Tab indents. To leave: Esc, then Tab.");
  await page.locator(".cm-content").click();
  assert.equal(await hint.isVisible(), false, "not in the way of the mouse");
  await page.locator("#fix-all").focus();
  for (let steps = 0; steps < 6 && !(await hint.isVisible()); steps++) await page.keyboard.press("Tab");
  assert.ok(await hint.isVisible());
  const described = await page.locator(".cm-content").getAttribute("aria-describedby");
  assert.equal(await page.locator(`#${described}`).innerText(), await hint.innerText());
  await shot(page, "mend-leaving-desk-light");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".editor")), null);
  await page.done();
});

test("cells say what and where; heads break between names; the hint is said once", async () => {
  const page = await open(site);
  await analysed(page);
  const long = "import analytics\ndef f(p):\n    x = open(p)\n    analytics.collector.observations.record_everything(x, analytics.collector.clock)\n    x.close()\n";
  await paste(page, `${long}\n\n${raises("g")}`);
  await page.getByRole("tab", { name: "Exit matrix" }).click();
  assert.equal(await page.getByText("Choose a cell: its path lights up in the code.").count(), 1);
  await page.getByRole("button", { name: "file x, of line 3, at the end, line 5: released" }).waitFor();
  await page.getByRole("button", { name: /^file x, of line 9, if x\.read\(\) raises on line 10: leaked$/ }).click();
  await page.getByText("Choose a cell").waitFor({ state: "detached" });
  const head = page.locator(".matrix thead code", { hasText: "observations" }).first();
  const cuts = await head.evaluate((code) => {
    // The letters before and after every line that ends.
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    const letters = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let at = 0; at < node.length; at++) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        letters.push([node.data[at], range.getBoundingClientRect().top]);
      }
    }
    return letters.slice(1).flatMap(([letter, top], at) => (top > letters[at][1] + 4 ? [letters[at][0] + letter] : []));
  });
  assert.ok(cuts.length > 0, "it is long enough to break");
  for (const cut of cuts) assert.match(cut, /^.\.|^,|\s/, `broken at ${cuts}`);
  await shot(page, "mend-matrix-desk-light");
  await page.done();
});

test("a text that is not all Python is not said to be without leaks", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, "import json\n\n\ndef handle(path)\n    f = open(path)\n    return json.load(f)\n");
  await page.getByRole("heading", { name: "Not all of this is Python" }).waitFor();
  assert.match(await page.locator(".state").innerText(), /not all of it is/);
  await page.getByRole("button", { name: "Line 4: expected : at the end of this line" }).click();
  await page.keyboard.type(":");
  await page.locator("article.finding").waitFor();
  await page.done();
});

test("of very many findings every one can be looked at, the surest with a fix, and what is left out is said", async () => {
  const page = await open(site);
  await analysed(page);
  const many = Array.from({ length: 230 }, (_, at) => raises(`f${at}`)).join("");
  await paste(page, `${many}def last(p):\n    h = open(p)\n    return h.read()\n`);
  await page.getByRole("button", { name: "Fix all (231)" }).waitFor({ timeout: 60_000 });
  const card = page.locator("article.finding");
  assert.match(await card.innerText(), /always/);
  await card.getByRole("button", { name: /Use with/ }).waitFor();
  await page.getByText(/Fixes and paths are worked out for 101 of 231 findings/).waitFor();
  await page.getByRole("button", { name: "31 more" }).click();
  await page.locator("article.finding .where", { hasText: /^line 1395$/ }).waitFor();
  await page.getByRole("button", { name: "200 before" }).waitFor();
  await page.getByRole("tab", { name: "Exit matrix" }).click();
  await page.getByRole("button", { name: /^\d+ more$/ }).click();
  await page.getByRole("button", { name: "100 before" }).waitFor();
  await page.done();
});

test("after a fix the next finding is open, on both sides, and the keyboard is never on nothing", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, Array.from({ length: 40 }, (_, at) => raises(`f${at}`)).join(""));
  const closed = page.locator(".finding.closed").nth(28);
  await closed.focus();
  await page.keyboard.press("Enter");
  await page.locator("article.finding .where", { hasText: /^line 205$/ }).waitFor();
  assert.equal(await focused(page), "finding");
  await page.locator("article.finding").getByRole("button", { name: /Use with/ }).focus();
  await page.keyboard.press("Enter");
  await apply(page).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".summary", { hasText: "39 findings" }).waitFor();
  await analysed(page);
  // One line fewer above it.
  assert.equal(await page.locator("article.finding .where").innerText(), "line 211");
  assert.ok(await page.locator("article.finding").evaluate((card) => card.getBoundingClientRect().top < innerHeight));
  assert.ok((await page.locator(".cm-scroller").evaluate((it) => it.scrollTop)) > 3000);
  await page.keyboard.press("ControlOrMeta+z");
  await page.locator(".summary", { hasText: "40 findings" }).waitFor();
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await page.locator(".summary", { hasText: "39 findings" }).waitFor();
  await analysed(page);
  await page.getByRole("button", { name: "Watch it leak" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".lane").first().waitFor();
  assert.equal(await focused(page), "main");
  await page.done();
});
