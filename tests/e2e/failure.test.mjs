// When the worker fails: told clearly, replaced at once, nothing lost.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { DIST, analysed, open, paste, shot, start, text } from "./page.mjs";
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
  assert.match(report, /panicked at .*src.bin.engine\.rs/);
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

/** Opens Check in a browser where some files do not come until `come` is called. */
async function without(files, answer = (route) => route.abort()) {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  let gone = true;
  await context.route(files, (route) => (gone ? answer(route) : route.continue()));
  await page.goto(`${site.address}#/check`);
  return Object.assign(page, { come: () => (gone = false), done: () => context.close() });
}

const ENGINE = /\/engine-[0-9a-f]+_bg\.wasm/;
const LOST = {
  "does not arrive": (route) => route.abort(),
  "is not there": (route) => route.fulfill({ status: 404, body: "" }),
  "is something else": (route) => route.fulfill({ status: 200, contentType: "application/wasm", body: "<!doctype html>" }),
};
for (const [what, answer] of Object.entries(LOST)) {
  test(`an engine that ${what} is told as that; one types on, and trying again works once it can`, async () => {
    const page = await without(ENGINE, answer);
    const notice = page.getByRole("alert").filter({ hasText: "could not be downloaded" });
    await notice.waitFor();
    assert.equal(await page.getByText("our mistake").count(), 0);
    await page.locator(".cm-content").click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(SHORT);
    await page.getByRole("heading", { name: "The analyzer is not here" }).waitFor();
    await notice.getByRole("button", { name: "Try again" }).click();
    await notice.waitFor();
    page.come();
    await page.locator(".panel").getByRole("button", { name: "Try again" }).click();
    await page.locator("article.finding").waitFor();
    assert.equal(await page.getByRole("alert").count(), 0);
    assert.equal(await page.locator(".cm-line").first().innerText(), SHORT.split("\n")[0], "nothing typed is lost");
    await page.done();
  });
}

test("an engine that takes its time is no reason to wait: one types, and sees how far it is", async () => {
  const module = await readFile(new URL((await readdir(DIST)).find((name) => /^engine-/.test(name)), DIST));
  // Nothing but a server can send a part of a file and then wait.
  let go;
  const wait = new Promise((done) => (go = done));
  const server = createServer(async (_, answer) => {
    answer.writeHead(200, { "content-type": "application/wasm", "access-control-allow-origin": "*" });
    for (let part = 0; part < 6; part++) {
      answer.write(module.subarray((part * module.length) / 10, ((part + 1) * module.length) / 10));
      await new Promise((done) => setTimeout(done, 300));
    }
    await wait;
    answer.end(module.subarray((6 * module.length) / 10));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const slow = `http://127.0.0.1:${server.address().port}/`;
  const context = await site.browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.addInitScript((slow) => {
    const fetch = window.fetch;
    window.fetch = (address, how) => fetch(/engine-\w+_bg/.test(address) ? slow : address, how);
  }, slow);
  await page.goto(`${site.address}#/check`);
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(SHORT);
  await page.getByRole("heading", { name: "The analyzer is on its way" }).waitFor();
  await page.getByText(/^\d+ % of \d{3,4} kB\./).waitFor();
  assert.ok(Number(await page.getByRole("progressbar", { name: "Downloaded" }).getAttribute("value")) <= 60);
  await shot(page, "check-coming-desk-light");
  await page.waitForTimeout(1000);
  assert.equal(await page.getByRole("alert").count(), 0, "waiting is no failure");
  go();
  await page.locator("article.finding").waitFor();
  await context.close();
  server.close();
});

test("a simulator that does not arrive is told as that; one checks on, and trying again works once it can", async () => {
  const page = await without(/\/helper-[0-9a-f]+_bg\.wasm/);
  await analysed(page);
  await page.getByRole("link", { name: "Simulate" }).first().click();
  const notice = page.getByRole("alert").filter({ hasText: "The simulator could not be downloaded." });
  await notice.waitFor();
  page.come();
  const arrived = page.waitForResponse((response) => /\/helper-[0-9a-f]+\.js/.test(response.url()) && response.ok());
  await notice.getByRole("button", { name: "Try again" }).click();
  await arrived;
  await notice.waitFor({ state: "detached" });
  await page.done();
});

test("a Reference that does not arrive says so, and comes when it can", async () => {
  const page = await without(/\/reference-[0-9a-f]+\.bin/);
  await analysed(page);
  await page.getByRole("link", { name: "Reference" }).click();
  const told = page.getByRole("alert").filter({ hasText: "did not arrive" });
  await told.waitFor();
  page.come();
  await told.getByRole("button", { name: "Try again" }).click();
  await page.locator(".index-row").first().waitFor();
  await page.done();
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
  assert.deepEqual(loaded.filter((url) => /plot|lessons|reference|helper|judge/.test(url)), []);
  for (const module of ["app", "engine"]) assert.equal(loaded.filter((url) => url.includes(`/${module}-`) && url.endsWith("_bg.wasm")).length, 1, module);
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
