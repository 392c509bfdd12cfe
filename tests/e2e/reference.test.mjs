// The reference: an index that leads where it says, a search that finds, entries alone, and a way
// back to where one was.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, shot, start, tooWide } from "./page.mjs";

let site;
before(async () => (site = await start()));
after(() => site.stop());

const search = (page) => page.getByLabel("Search the reference");
const rows = (page) => page.locator(".found .index-row");

/** How far the page is scrolled, once it does not move any more. */
async function height(page) {
  let last = -1;
  for (let now = 0; now !== last; now = await page.evaluate(() => window.scrollY)) {
    last = now;
    await page.waitForTimeout(200);
  }
  return last;
}

test("the index has a short row for each entry, and its parts are gone to", async () => {
  const page = await open(site, "#/reference");
  await page.locator(".index-row").first().waitFor();
  const rows = await page.locator(".index-row").evaluateAll((all) => all.map((it) => it.getBoundingClientRect().height));
  assert.ok(rows.length > 150);
  assert.ok(Math.max(...rows) < 90, `a row is ${Math.max(...rows)} px high`);
  assert.equal(await page.locator("pre").count(), 0, "no example before it is wanted");
  await shot(page, "reference-index-desk-light");

  const contents = page.getByRole("navigation", { name: "Contents" });
  for (const turn of [1, 2]) {
    await contents.getByRole("link", { name: "Words" }).click();
    await page.waitForURL(/at=words/);
    await height(page);
    const top = await page.locator("#words").evaluate((heading) => heading.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 900, `turn ${turn}: the heading is at ${top}`);
    await page.evaluate(() => scrollTo(0, 0));
  }
  await page.reload();
  await page.locator("#words").waitFor();
  await page.done();
});

test("an entry is alone at its address, with its own title", async () => {
  const page = await open(site, "#/reference");
  await page.locator(".index-row", { hasText: "leaked-on-exception" }).first().click();
  await page.waitForURL(/#\/reference\/leaked-on-exception$/);
  await page.getByRole("heading", { level: 1, name: "leaked-on-exception" }).waitFor();
  assert.equal(await page.locator("article.entry").count(), 1);
  assert.equal(await page.title(), "leaked-on-exception · Reference · Leaklab");
  await page.getByRole("link", { name: "Open in Check" }).first().click();
  await page.waitForURL(/#\/check/);
  await analysed(page);
  assert.equal(await page.locator("article.finding").count(), 1);
  await page.done();
});

test("an error is found first, by its number, its name, and its whole text", async () => {
  const page = await open(site, "#/reference");
  await page.locator(".index-row").first().waitFor();
  const full = /OSError: \[Errno 24\] Too many open files/;
  for (const query of [
    "Errno 24",
    "EMFILE",
    "OSError: [Errno 24] Too many open files: '/srv/app/orders/20931.json'",
    'Traceback (most recent call last):   File "app.py", line 12, in handle     with open(path) as f: OSError: [Errno 24] Too many open files: \'x\'',
  ]) {
    await search(page).fill(query);
    await page.waitForFunction((q) => decodeURIComponent(location.hash.replaceAll("+", " ")).includes(q.slice(0, 20)), query);
    await rows(page).first().filter({ hasText: full }).waitFor();
  }
  await search(page).fill("psycopg2.pool.PoolError: connection pool exhausted");
  await rows(page).first().filter({ hasText: "psycopg2.pool.PoolError" }).waitFor();
  await search(page).fill("OSError: [Errno 98] Address already in use");
  await rows(page).first().filter({ hasText: "EADDRINUSE" }).waitFor();
  await search(page).fill("sqlite3.connect");
  await rows(page).first().filter({ hasText: "sqlite3.Connection" }).waitFor();
  await shot(page, "reference-found-desk-light");
  await search(page).fill("asyncio.Lock");
  await page.getByText("Nothing has all of this. What comes nearest:").waitFor();
  await rows(page).filter({ hasText: "threading.Lock" }).first().waitFor();
  await search(page).fill("zzzzqqq");
  await page.getByText(/Nothing here has these words/).waitFor();
  await page.done();
});

test("a search is in the address, and Back leads to it and to where one was", async () => {
  const page = await open(site, "#/reference?q=connection");
  await rows(page).first().waitFor();
  assert.equal(await search(page).inputValue(), "connection");
  await rows(page).nth(30).getByRole("link").hover();
  const before = await height(page);
  assert.ok(before > 100, `scrolled to ${before}`);
  await rows(page).nth(30).getByRole("link").click();
  await page.locator("article.entry h1").waitFor();
  assert.equal(await height(page), 0, "an entry begins at its top");
  await page.goBack();
  await rows(page).nth(30).waitFor();
  assert.equal(await search(page).inputValue(), "connection");
  assert.ok(Math.abs((await height(page)) - before) < 3, `back at ${await height(page)}, was ${before}`);

  // The same in the index, and after a reload.
  await search(page).fill("");
  const witness = page.locator(".index-row", { hasText: "Witness" }).getByRole("link");
  await witness.hover();
  const far = await height(page);
  assert.ok(far > 1000);
  await witness.click();
  await page.locator("article.entry h1").waitFor();
  await page.goBack();
  await page.locator("#words").waitFor();
  assert.ok(Math.abs((await height(page)) - far) < 3);
  await page.reload();
  await page.locator("#words").waitFor();
  assert.ok(Math.abs((await height(page)) - far) < 3, "after a reload");
  await page.done();
});

test("Back leads to where one was, however soon one has left", async () => {
  const page = await open(site, "#/reference");
  await page.locator("#words").waitFor();
  // In one go: the browser has not said yet how far was scrolled when the link is followed.
  await page.evaluate(() => {
    scrollTo(0, 1500);
    const link = document.querySelector(".index-row a");
    link.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    link.click();
  });
  await page.locator("article.entry h1").waitFor();
  await page.goBack();
  await page.locator("#words").waitFor();
  assert.ok(Math.abs((await height(page)) - 1500) < 3, `back at ${await height(page)}`);
  await page.done();
});

test("typing on an entry searches, and Back leads to the entry", async () => {
  const page = await open(site, "#/reference/never-released");
  await page.locator("article.entry h1").waitFor();
  await search(page).focus();
  await page.keyboard.type("emfile");
  await rows(page).first().filter({ hasText: "EMFILE" }).waitFor();
  assert.equal(await search(page).inputValue(), "emfile");
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "never-released" }).waitFor();
  // However fast: all letters before anything is drawn.
  await search(page).evaluate((box) => {
    for (const typed of ["e", "em", "emfile"]) {
      box.value = typed;
      box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  });
  await rows(page).first().filter({ hasText: "EMFILE" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "never-released" }).waitFor();
  await page.done();
});

test("an unknown entry says so, with what comes nearest", async () => {
  const page = await open(site, "#/reference/sqlite-conection");
  await page.getByRole("heading", { level: 1, name: "No such entry" }).waitFor();
  await page.waitForFunction(() => document.title === "No such entry · Reference · Leaklab");
  await page.locator(".index-row", { hasText: "sqlite3.Connection" }).getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "sqlite3.Connection" }).waitFor();
  await page.done();
});

for (const [size, theme] of [["desk", "dark"], ["phone", "light"], ["phone", "dark"]]) {
  test(`index, results and entry fit a ${size} in the ${theme}`, async () => {
    const places = {
      index: ["#/reference", ".index-row"],
      found: ["#/reference?q=errno+24", ".found .index-row"],
      entry: ["#/reference/sqlite3-connection", "article.entry"],
      unknown: ["#/reference/no-such-thing", ".found h1"],
      own: ["#/reference/own", "textarea"],
      keys: ["#/reference/keys-of-simulate", "article.entry"],
    };
    for (const [name, [where, waits]] of Object.entries(places)) {
      const page = await open(site, where, { size, theme });
      await page.locator(waits).first().waitFor();
      const wide = await tooWide(page);
      assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
      await shot(page, `reference-${name}-${size}-${theme}`);
      await page.done();
    }
  });
}
