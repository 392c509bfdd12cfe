// The lessons as pages to be read: without scripts, small, with a head of their own, and a way to the
// lesson that is alive.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { DIST, open, start, tooWide } from "./page.mjs";

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
    assert.doesNotMatch(html, /<script/i, name);
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

test("from the page one comes to the lesson, and it fits a phone", async () => {
  const page = await open(site, "about:blank", { size: "phone" });
  await page.goto(`${site.address}learn/cancelled.html`);
  assert.ok((await tooWide(page)) <= 0);
  await page.getByRole("link", { name: /Do this lesson/ }).first().click();
  await page.waitForURL(/#\/learn\/cancelled/);
  await page.getByText(/lesson \d+ of \d+ · step 1/).waitFor();
  await page.done();
});
