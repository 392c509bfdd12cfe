// What there is before WebAssembly: the pages as they are drawn at build time, an editor that can be
// typed into, and nothing that moves when the page takes over.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SIZES, analysed, open, start, text } from "./page.mjs";

let site;
before(async () => (site = await start()));
after(() => site.stop());

/** Opens a page whose modules, or those of that pattern, do not come until `release` is called. */
async function held(where, { modules = "**/*_bg.wasm", ...options } = {}) {
  let release;
  const wait = new Promise((done) => (release = done));
  const page = await open(site, "about:blank", { ...options, route: { [modules]: (route) => wait.then(() => route.continue()) } });
  await page.goto(site.address + where, { waitUntil: "domcontentloaded" });
  return Object.assign(page, { release });
}

const PAGES = [
  ["#/", "descriptor"],
  ["#/learn", "Files"],
  ["#/learn/a-file-left-open", "A file left open"],
  ["#/learn/a-file-left-open?step=repair", "Close it on every way out"],
  ["#/check", "Findings"],
  ["#/simulate", "requests"],
  ["#/reference", "Reference"],
  ["#/reference/never-released", "Reference"],
  ["#/nowhere", "no such page"],
];

for (const [where, words] of PAGES) {
  test(`${where} can be read before WebAssembly has come`, async () => {
    const page = await held(where);
    await page.locator("main", { hasText: new RegExp(words, "i") }).waitFor();
    assert.equal(await page.locator("header.top nav a").count(), 4);
    page.release();
    await page.waitForFunction(() => window.leaklab.isStarted());
    await page.locator("main", { hasText: new RegExp(words, "i") }).waitFor();
    await page.done();
  });
}

test("a lesson stays readable until it is alive", async () => {
  const page = await held("#/learn/a-file-left-open");
  await page.locator(".lesson .prose").first().waitFor();
  await page.evaluate(() => {
    window.gone = 0;
    const look = () => {
      window.gone += !document.querySelector(".lesson .prose");
      requestAnimationFrame(look);
    };
    look();
  });
  page.release();
  await page.locator(".lesson .cm-content").waitFor();
  assert.equal(await page.evaluate(() => window.gone), 0, "frames without the lesson's text");
  await page.done();
});

test("the navigation leads on before WebAssembly has come", async () => {
  const page = await held("#/");
  await page.getByRole("link", { name: "Reference" }).first().click();
  await page.getByRole("heading", { name: "Reference" }).waitFor();
  page.release();
  await page.waitForFunction(() => window.leaklab.isStarted());
  await page.getByRole("heading", { name: "Reference" }).waitFor();
  await page.done();
});

test("an example that nobody has touched is the example, also where the editor was there before the page", async () => {
  const page = await held("#/check");
  await page.locator(".cm-content").waitFor();
  const before = await page.locator(".cm-line").allInnerTexts();
  page.release();
  await page.waitForFunction(() => window.leaklab.isStarted());
  await analysed(page);
  await page.locator(".file", { hasText: "example" }).waitFor();
  assert.deepEqual(await page.locator(".cm-line").evaluateAll((lines) => lines.length), before.length);
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("leaklab.drafts.")).length), 0);
  await page.done();
});

test("who has drafts is not shown the example in their name", async () => {
  const before = () => location.hash && localStorage.setItem("leaklab.drafts.index", "1 a\na");
  const page = await held("#/check", { before });
  const file = page.locator(".file");
  await file.waitFor({ state: "attached" });
  assert.equal(await file.isVisible(), false);
  page.release();
  await page.waitForFunction(() => window.leaklab.isStarted());
  await file.waitFor();
  await page.done();
});

test("what is typed before the page is there is kept, with the cursor in its place", async () => {
  const page = await held("#/check");
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("f = open('early')\n");
  await page.keyboard.type("f.read(");
  page.release();
  await page.waitForFunction(() => window.leaklab.isStarted());
  await analysed(page);
  await page.keyboard.type("5)\n");
  await analysed(page);
  assert.equal(await text(page), "f = open('early')\nf.read(5)\n");
  await page.locator("article.finding", { hasText: "open" }).first().waitFor();
  await page.done();
});

test("what is typed before the page is there is looked at before the page is there", async () => {
  const page = await held("#/check", { modules: "**/app-*_bg.wasm" });
  await page.locator(".cm-squiggle").first().waitFor();
  await page.locator(".state", { hasText: "1 finding" }).waitFor();
  await early(page, "def mine(path):\n    f = open(path)\n    g = open(path)\n    return 1\n");
  await page.locator("#panel", { hasText: "2 findings" }).waitFor();
  assert.equal(await page.locator(".cm-squiggle").count(), 2);
  await page.locator(".finding", { hasText: "line 3" }).click();
  await page.locator(".cm-activeLine", { hasText: "g = open" }).waitFor();
  await page.locator(".cm-beside").first().waitFor();
  await early(page, "def mine(path):\n    with open(path) as f:\n        return f.read()\n");
  await page.locator("#panel h2", { hasText: "No findings" }).waitFor();
  assert.equal(await page.locator(".cm-squiggle").count(), 0);
  assert.equal(await page.evaluate(() => window.leaklab.isStarted()), false);
  // Elsewhere and back, with the page still on its way.
  await early(page, "f = open('mine')\nf.read()\n");
  await page.locator(".cm-squiggle").waitFor();
  await page.getByRole("link", { name: "Reference" }).first().click();
  await page.getByRole("heading", { name: "Reference" }).waitFor();
  await page.getByRole("link", { name: "Check" }).first().click();
  await page.locator(".cm-squiggle").waitFor();
  page.release();
  await page.waitForFunction(() => window.leaklab.isStarted());
  await analysed(page);
  assert.equal(await text(page), "f = open('mine')\nf.read()\n");
  await page.locator("article.finding", { hasText: "open" }).first().waitFor();
  await page.done();
});

test("what was found before the page is there stays marked while the page takes over", async () => {
  const page = await held("#/check", { modules: "**/app-*_bg.wasm" });
  await page.locator(".cm-squiggle").first().waitFor();
  await page.evaluate(() => {
    window.bare = 0;
    const look = () => {
      window.bare += document.querySelector(".cm-content") && !document.querySelector(".cm-squiggle") ? 1 : 0;
      requestAnimationFrame(look);
    };
    look();
  });
  page.release();
  await analysed(page);
  await page.locator("article.finding").first().waitFor();
  assert.equal(await page.evaluate(() => window.bare), 0, "frames with an editor and without a mark");
  await page.done();
});

test("the page does not wait for an engine that does not come", async () => {
  const page = await held("#/check", { modules: "**/engine-*_bg.wasm" });
  await page.locator(".cm-content").waitFor();
  await page.waitForFunction(() => window.leaklab.isStarted());
  await page.locator(".toolbar").getByText("Examples").click();
  await page.getByRole("button", { name: /A raw descriptor/ }).click();
  await page.locator(".cm-line", { hasText: "os.open" }).first().waitFor();
  page.release();
  await analysed(page);
  await page.locator("article.finding").first().waitFor();
  await page.done();
});

/** Replaces the text of an editor that is there before the page. */
async function early(page, text) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

test("a text typed before the page is there outlives a reload, another page, and a page that cannot start", async () => {
  const page = await held("#/check");
  await early(page, "MINE = 1\n");
  await page.reload({ waitUntil: "domcontentloaded" });
  await page.locator(".cm-line", { hasText: "MINE = 1" }).waitFor();
  // The module of the document that was left was on its way.
  assert.ok(page.complaints.every((complaint) => /_bg\.wasm$/.test(complaint)), `${page.complaints}`);
  page.complaints.length = 0;
  await page.getByRole("link", { name: "Learn" }).first().click();
  await page.getByRole("link", { name: "Check" }).first().click();
  await page.locator(".cm-line", { hasText: "MINE = 1" }).waitFor();
  page.release();
  await page.waitForFunction(() => window.leaklab.isStarted());
  await analysed(page);
  assert.equal(await text(page), "MINE = 1\n");
  await page.getByText("kept in this browser").waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.getItem("leaklab.early")), null, "kept once, by the page");
  await page.reload();
  await analysed(page);
  assert.equal(await text(page), "MINE = 1\n");
  await page.done();

  const other = await site.browser.newContext();
  const lost = await other.newPage();
  let gone = true;
  let fail;
  const wait = new Promise((done) => (fail = done));
  await other.route("**/*_bg.wasm", async (route) => (gone ? (await wait, route.fulfill({ status: 404, body: "" })) : route.continue()));
  await lost.goto(`${site.address}#/check`, { waitUntil: "domcontentloaded" });
  await early(lost, "ALSO = 2\n");
  fail();
  await lost.getByRole("alert").filter({ hasText: "could not be loaded" }).waitFor();
  gone = false;
  await lost.getByRole("button", { name: "Reload" }).click();
  await analysed(lost);
  await lost.locator(".cm-line", { hasText: "ALSO = 2" }).waitFor();
  await other.close();
});

test("what was done before the page is there can be undone step by step, where the reader was", async () => {
  const page = await held("#/check");
  await early(page, `alpha\n${"x = 1\n".repeat(300)}`);
  await page.keyboard.press("ControlOrMeta+End");
  const scrolled = () => page.locator(".cm-scroller").evaluate((it) => it.scrollTop);
  await page.waitForFunction(() => document.querySelector(".cm-scroller").scrollTop > 1000);
  await page.waitForTimeout(100);
  page.release();
  await page.waitForFunction(() => window.leaklab.isStarted());
  await analysed(page);
  assert.ok((await scrolled()) > 1000, `${await scrolled()}`);
  await page.waitForTimeout(600);
  await page.keyboard.type("END");
  await page.keyboard.press("ControlOrMeta+z");
  await page.keyboard.press("ControlOrMeta+Home");
  await page.locator(".cm-line", { hasText: "alpha" }).waitFor();
  await page.keyboard.press("ControlOrMeta+z");
  await page.locator(".cm-line", { hasText: "load_orders" }).waitFor();
  await page.done();
});

test("no key is lost while the page takes the editor over", async () => {
  const page = await held("#/check");
  await early(page, "");
  const words = "abcdefghij".repeat(30);
  setTimeout(() => page.release(), 300);
  await page.keyboard.type(words, { delay: 12 });
  await page.waitForFunction(() => window.leaklab.isStarted());
  await analysed(page);
  await page.keyboard.type(" end");
  assert.equal(await text(page), `${words} end`);
  await page.done();
});

for (const size of Object.keys(SIZES)) {
  for (const where of ["#/", "#/learn", "#/learn/a-file-left-open", "#/check", "#/simulate", "#/reference"]) {
    test(`nothing moves when the page takes over: ${where}, ${size}`, async () => {
      const page = await held(where, { size });
      await page.evaluate(() => {
        window.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      await page.waitForTimeout(300);
      page.release();
      await page.waitForFunction(() => window.leaklab.isStarted());
      if (where === "#/check") await analysed(page);
      await page.waitForTimeout(1500);
      const shift = await page.evaluate(() => window.shift);
      assert.ok(shift < 0.05, `layout shift ${shift}`);
      await page.done();
    });
  }
}
