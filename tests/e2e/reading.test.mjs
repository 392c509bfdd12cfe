// The lessons as pages to be read: without scripts, small, with questions that come alive where there are some, with a head of their own, and a way to the
// lesson that is alive.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { DIST, open, shot, start, tooWide } from "./page.mjs";

const PAGES = new URL("learn/", DIST).pathname;
let site;
before(async () => (site = await start()));
after(() => site.stop());

test("every lesson has a page of its own, with title, description and card, below 60 kB", async () => {
  const names = (await readdir(PAGES)).filter((name) => name.endsWith(".html"));
  assert.ok(names.length >= 23, names.join(" "));
  const css = (await readdir(DIST)).find((name) => /^reading-.*\.css$/.test(name));
  const styles = brotliCompressSync(await readFile(join(DIST.pathname, css))).length;
  const titles = new Set();
  for (const name of names) {
    const html = await readFile(join(PAGES, name), "utf8");
    assert.ok(brotliCompressSync(html).length + styles < 60_000, name);
    const [, title] = html.match(/<title>([^<]+)<\/title>/);
    titles.add(title);
    assert.match(html, /<meta name="description" content="[^"]{20,}">/, name);
    assert.match(html, /<meta property="og:title" content="[^"]+">/, name);
    const scripts = html.match(/<script/gi) ?? [];
    assert.ok(scripts.length <= 1 && !/<script(?! type="module" src="\.\.\/alive-)/.test(html), name);
    for (const [, to] of html.matchAll(/href="([^"#:]+\.html)"/g)) {
      assert.ok(names.includes(to.replace("./", "")), `${name} links to ${to}`);
    }
  }
  assert.equal(titles.size, names.length);
});

test("a lesson is read without scripts: answers are folded, and one press unfolds them", async () => {
  const context = await site.browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${site.address}learn/a-file-left-open.html`);
  await page.getByRole("heading", { level: 1, name: "A file left open" }).waitFor();
  const why = page.getByText("Line 7 runs only if line 6 returns.");
  assert.equal(await why.isVisible(), false);
  await page.getByText("Is it so?").first().click();
  assert.equal(await why.isVisible(), true);
  await context.close();
});

test("what lies where answers are kept and is none of ours, does no harm", async () => {
  const step = "damaged";
  const left = [null, 7, { lesson: 3 }, { lesson: "a-file-left-open", step, answer: "1", said: null, missed: false }];
  const page = await open(site, "about:blank");
  await page.goto(`${site.address}learn/a-file-left-open.html`);
  await page.evaluate((left) => localStorage.setItem("leaklab.reading", JSON.stringify(left)), left);
  await page.reload();
  const task = page.locator(`.paper-task[data-step=${step}]`);
  await task.getByRole("radio").nth(1).check();
  await task.getByRole("button", { name: "Answer" }).click();
  await task.locator(".said").getByText(/./).waitFor();
  await page.goto(`${site.address}#/learn/a-file-left-open?step=${step}`);
  await page.getByText("✓ As you said.").waitFor();
  await page.done();
});

test("where there are scripts its questions are answered in place, and count in the course", async () => {
  const page = await open(site, "about:blank");
  await page.goto(`${site.address}learn/a-file-left-open.html`);
  const task = page.locator(".paper-task[data-asks=one]").first();
  const why = task.locator(".why").first();
  assert.equal(await why.isVisible(), false);
  const button = task.getByRole("button", { name: "Answer" });
  assert.ok(await button.isDisabled());
  await task.getByRole("radio").last().check();
  await button.click();
  assert.equal(await why.isVisible(), true);
  const said = await task.locator(".said").innerText();
  await page.reload();
  assert.equal(await task.locator(".said").innerText(), said);
  assert.ok(await task.getByRole("radio").last().isChecked());
  await shot(page, "reading-answered-desk-light");
  const step = await task.getAttribute("data-step");
  await page.goto(`${site.address}#/learn/a-file-left-open?step=${step}`);
  await page.locator(".yours").waitFor();
  await page.goto(`${site.address}learn/a-file-left-open.html`);
  assert.equal(await task.locator(".said").innerText(), said);
  await page.done();
});

test("a number is said in place, too", async () => {
  const page = await open(site, "about:blank");
  await page.goto(`${site.address}learn/the-port-is-taken.html`);
  const task = page.locator(".paper-task[data-right]").first();
  const right = await task.getAttribute("data-right");
  await task.getByRole("spinbutton").fill(right);
  await task.getByRole("button", { name: "Answer" }).click();
  await task.getByText("✓ As you said.").waitFor();
  await page.getByRole("link", { name: /Do it, and have it judged|Put the lines in order|Play it/ }).first().click();
  await page.waitForURL(/#\/learn\/the-port-is-taken\?step=/);
  await page.getByText(/lesson \d+ of \d+/).waitFor();
  await page.done();
});

test("from the page one comes to the lesson, and it fits a phone", async () => {
  const page = await open(site, "about:blank", { size: "phone" });
  await page.goto(`${site.address}learn/cancelled.html`);
  assert.ok((await tooWide(page)) <= 0);
  await page.getByRole("link", { name: /Do this lesson/ }).first().click();
  await page.waitForURL(/#\/learn\/cancelled/);
  await page.getByText(/lesson \d+ of \d+ · step 1/).waitFor();
  await page.done();
});
