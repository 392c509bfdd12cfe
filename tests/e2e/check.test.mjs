// The Check page, as somebody uses it who has a leak to find.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, paste, shot, start, text } from "./page.mjs";
import { LEAKY, RAW } from "./snippets.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

test("a pasted leak is found on its line, fixed with a preview, and undone", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, LEAKY);
  const card = page.locator("article.finding");
  assert.match(await card.locator("h2").innerText(), /open\(path\)/);
  assert.equal(await card.locator(".where").innerText(), "line 5");
  assert.equal((await page.locator(".cm-squiggle").allInnerTexts()).join(""), "open(path)");
  await shot(page, "check-finding-desk-light");

  await card.getByRole("button", { name: /Use with/ }).click();
  const added = await page.locator(".diff-new .diff-text").allInnerTexts();
  assert.ok(added.some((line) => line.includes("with open(path) as f:")), added.join("\n"));
  await shot(page, "check-preview-desk-light");
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await page.getByRole("heading", { name: "No leak found" }).waitFor();
  assert.match(await text(page), /with open\(path\) as f:/);
  await shot(page, "check-clean-desk-light");

  await page.keyboard.press("ControlOrMeta+z");
  await page.locator("article.finding").waitFor();
  assert.equal(await text(page), LEAKY);
  await page.done();
});

test("a card over the squiggle says why and fixes", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, LEAKY);
  await page.locator(".cm-squiggle").first().hover();
  const card = page.locator(".cm-tooltip .cm-card");
  await card.waitFor();
  assert.match(await card.innerText(), /ways out/);
  await shot(page, "check-card-desk-light");
  await page.locator(".cm-diagnosticAction").first().click();
  await page.getByRole("heading", { name: "No leak found" }).waitFor();
  await page.keyboard.type("#");
  assert.match(await text(page), /#/, "the keyboard stays in the code");
  await page.done();
});

test("the exit matrix lights a way out in the code and says why it is good", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, LEAKY);
  await page.getByRole("tab", { name: "Exit matrix" }).click();
  const cells = page.locator("button.cell");
  assert.equal(await cells.count(), 4, "four ways out");
  assert.equal(await page.locator("button.cell.leaked").count(), 3);
  await page.locator("button.cell.leaked").first().click();
  assert.ok((await page.locator(".cm-line.cm-path").count()) >= 2);
  await shot(page, "check-matrix-desk-light");
  await page.locator("button.cell.released").click();
  assert.match(await page.locator(".reason").innerText(), /line 10/);
  assert.match(await page.locator(".cm-chips").allInnerTexts().then((all) => all.join(" ")), /way out: released/);
  await page.done();
});

test("the path is stepped through by keyboard, the code follows", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, RAW);
  await page.getByRole("tab", { name: "Path" }).click();
  await page.getByRole("tabpanel").getByRole("button", { name: "Next" }).focus();
  const steps = await page.locator(".walk-step").count();
  for (let step = 1; step < steps; step++) await page.keyboard.press("ArrowDown");
  assert.match(await page.locator(".counter").innerText(), /leaked/);
  assert.match(await page.locator(".cm-line.cm-step").innerText(), /json\.loads/);
  await shot(page, "check-path-desk-light");
  await page.done();
});

test("all fixes at once", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, `${LEAKY}\n\n${RAW.replace("import json\n", "")}`);
  await page.getByRole("button", { name: "Fix all (2)" }).click();
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await page.getByRole("heading", { name: "No leak found" }).waitFor();
  await page.done();
});

test("examples by menu, and what is found can be copied", async () => {
  const page = await open(site);
  await analysed(page);
  await page.getByText("Examples").click();
  await shot(page, "check-examples-desk-light");
  await page.getByRole("button", { name: /A raw descriptor/ }).click();
  await page.locator("article.finding code", { hasText: "os.open" }).first().waitFor();
  await analysed(page);
  await page.getByRole("button", { name: "Copy as Markdown" }).click();
  await page.getByText("Findings copied as Markdown.").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /### Line 6: .*os\.open/);
  assert.match(copied, /```python\nimport json/);
  await page.done();
});

test("the draft is there again after a reload", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, RAW);
  await page.getByText("kept in this browser").waitFor();
  await page.reload();
  await analysed(page);
  assert.equal(await text(page), RAW);
  await page.done();
});

test("what is typed while an answer is awaited is kept, and the newest text wins", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, "");
  await page.locator(".cm-content").pressSequentially("def f(p):\nreturn open(p).read()\n", { delay: 8 });
  await page.locator("article.finding").waitFor();
  await analysed(page);
  assert.match(await text(page), /^def f\(p\):\n {4}return open\(p\)\.read\(\)\n/);
  await page.done();
});

test("finding in the text comes when it is wanted, and replaces", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, LEAKY);
  await page.locator(".cm-content").press("ControlOrMeta+f");
  await page.locator(".cm-search input[name=search]:focus").waitFor();
  await page.keyboard.type("header");
  await page.locator(".cm-searchMatch").nth(1).waitFor();
  await page.locator(".cm-search input[name=replace]").fill("head");
  await page.locator(".cm-search [name=replaceAll]").click();
  await shot(page, "check-find-desk-light");
  await page.keyboard.press("Escape");
  await page.locator(".cm-search").waitFor({ state: "detached" });
  assert.equal(await text(page), LEAKY.replaceAll("header", "head"));
  await page.done();
});

test("everything is in reach on a phone", async () => {
  const page = await open(site, "#/check", { size: "phone" });
  await analysed(page);
  await paste(page, LEAKY);
  await shot(page, "check-finding-phone-light");
  const [editor, panel] = await Promise.all([
    page.locator(".editor").boundingBox(),
    page.locator("#panel").boundingBox(),
  ]);
  assert.ok(editor.y < panel.y, "the editor comes first");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, "nothing sticks out");
  await page.getByRole("button", { name: /Use with/ }).click();
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await page.getByRole("heading", { name: "No leak found" }).waitFor();
  await page.getByRole("link", { name: "Learn" }).click();
  await page.locator(".place.here", { hasText: "Learn" }).waitFor();
  await page.done();
});

test("what was pasted with prompts is read through, and cleaned up by a button", async () => {
  const page = await open(site);
  await analysed(page);
  const session = ">>> f = open(\"data.txt\")\n>>> f.readline()\n'a'\n";
  await paste(page, session);
  const line = page.locator(".pasted");
  assert.match(await line.innerText(), /Read through prompts and output on lines 1–3/);
  assert.equal(await page.locator("article.finding .where").innerText(), "line 1");
  await line.getByRole("button", { name: "Clean it up" }).click();
  await line.waitFor({ state: "detached" });
  assert.equal(await text(page), 'f = open("data.txt")\nf.readline()\n');
  await page.keyboard.press("ControlOrMeta+z");
  await line.waitFor();
  assert.equal(await text(page), session);
  await page.done();
});
