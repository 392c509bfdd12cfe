// When the worker fails: told clearly, replaced at once, nothing lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, paste, put, shot, start, text } from "./page.mjs";
import { SHORT } from "./snippets.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

test("a panic in the worker is told, can be reported, and the page goes on", async () => {
  const page = await open(site, "?debug#/check");
  await analysed(page);
  await paste(page, SHORT);
  await page.getByRole("button", { name: "Panic in the worker" }).click();
  const notice = page.getByRole("alert");
  await notice.waitFor();
  assert.match(await notice.innerText(), /started again/);
  await shot(page, "check-notice-desk-light");
  await notice.getByRole("button", { name: "Copy report" }).click();
  await page.getByText("Report copied.").waitFor();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(report, /panicked at .*src.app.browser.worker\.rs/);
  assert.match(report, /Leaklab \d+\.\d+\.\d+/);
  assert.equal(await text(page), SHORT, "nothing typed is lost");

  await paste(page, SHORT.replace("open(p)", "open(p, 'rb')"));
  await page.locator(".cm-squiggle", { hasText: "open(p, 'rb')" }).waitFor();
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await notice.waitFor({ state: "detached" });
  // The browser itself writes the uncaught trap to the console; nothing else may be there.
  assert.ok(page.complaints.every((complaint) => /unreachable|failure on purpose/.test(complaint)), `${page.complaints}`);
  page.complaints.length = 0;
  await page.done();
});

test("a worker that hangs is stopped, and the page goes on", { timeout: 60_000 }, async () => {
  const page = await open(site, "?debug#/check");
  await analysed(page);
  await page.getByRole("button", { name: "Hang the worker" }).click();
  await page.getByRole("alert").waitFor({ timeout: 20_000 });
  assert.match(await page.getByRole("alert").innerText(), /started again/);
  await paste(page, SHORT);
  await page.locator("article.finding").waitFor();
  await page.done();
});

test("a worker that cannot be loaded is told, and trying again works once it can", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  let gone = true;
  await context.route(/\/worker-[0-9a-f]+\.js/, (route) => (gone ? route.abort() : route.continue()));
  await page.goto(`${site.address}#/check`);
  const notice = page.getByRole("alert");
  await notice.getByRole("button", { name: "Try again" }).waitFor({ timeout: 20_000 });
  gone = false;
  await notice.getByRole("button", { name: "Try again" }).click();
  await analysed(page);
  await context.close();
});

test("a page whose code cannot be loaded says so, and trying again works once it can", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  let gone = true;
  await context.route(/\/split-pages-[0-9a-f]+\.wasm/, (route) => (gone ? route.abort() : route.continue()));
  await page.goto(`${site.address}#/check`);
  await analysed(page);
  await page.getByRole("link", { name: "Simulate" }).click();
  const notice = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  await notice.waitFor();
  await page.getByRole("link", { name: "Check" }).click();
  await analysed(page);
  await page.getByRole("link", { name: "Simulate" }).click();
  gone = false;
  await notice.getByRole("button", { name: "Try again" }).click();
  await page.locator(".lane").first().waitFor();
  await context.close();
});

test("worker's code that cannot be loaded is told as what it is, and comes when it can", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  let gone = true;
  await context.route(/\/split-(work|together)-[0-9a-f]+\.wasm/, (route) => (gone ? route.abort() : route.continue()));
  await page.goto(`${site.address}#/check`);
  await analysed(page);
  await put(page, "def a(p):\n    return open(p).read()\n\n\ndef b(p):\n    return open(p).read()\n");
  await page.locator(".summary", { hasText: "2 findings" }).waitFor();
  await page.getByRole("link", { name: "Reference" }).click();
  await page.getByText("A part of the page could not be downloaded.").waitFor();
  assert.equal(await page.getByText("our mistake").count(), 0);
  gone = false;
  await page.getByRole("link", { name: "Check" }).click();
  await page.getByRole("link", { name: "Reference" }).click();
  await page.locator(".index-row").first().waitFor();
  await page.getByRole("link", { name: "Check" }).click();
  await analysed(page);
  await put(page, "def a(p):\n    return open(p).read()\n\n\ndef c(p):\n    return open(p).read()\n");
  await page.getByRole("button", { name: "Fix all (2)" }).waitFor();
  await context.close();
});

test("an editor that cannot be loaded says so, with a way to try again", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  let gone = true;
  await context.route(/\/editor-[0-9a-f]+\.js/, (route) => (gone ? route.abort() : route.continue()));
  await page.goto(`${site.address}#/check`);
  const told = page.getByRole("alert").filter({ hasText: "The editor could not be loaded." });
  await told.waitFor();
  assert.doesNotMatch(await told.innerText(), /JsValue|TypeError/);
  gone = false;
  await told.getByRole("button", { name: "Load the page again" }).click();
  await page.locator(".cm-content").waitFor();
  await context.close();
});

test("a visit to Check loads nothing of the other pages", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  const loaded = [];
  page.on("request", (request) => loaded.push(request.url()));
  await page.goto(`${site.address}#/check`);
  await analysed(page);
  await page.locator("article.finding").waitFor();
  await page.locator(".cm-content").waitFor();
  assert.deepEqual(loaded.filter((url) => /\/split-|\/chunk-\d-|plot|lessons/.test(url)), []);
  assert.ok(loaded.some((url) => /_bg\.wasm$/.test(url)));
  await context.close();
});

test("a panic of the page itself is told outside of it, and the draft is there after a reload", async () => {
  const page = await open(site, "?debug#/check");
  await analysed(page);
  await paste(page, SHORT);
  await page.getByRole("button", { name: "Panic in the page" }).click();
  const notice = page.getByRole("alert");
  await notice.getByText("The page has stopped.").waitFor();
  await shot(page, "broken-desk-light");
  page.complaints.length = 0; // the panic itself
  await notice.getByRole("button", { name: "Reload" }).click();
  await analysed(page);
  assert.equal(await text(page), SHORT);
  await page.done();
});

test("the debugging buttons are only there when asked for", async () => {
  const page = await open(site);
  await analysed(page);
  assert.equal(await page.getByText("Panic in the worker").count(), 0);
  await page.done();
});
