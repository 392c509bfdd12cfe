// Every page in every dress: nothing sticks out, nothing complains, axe finds nothing; and the
// site works from a folder of a server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { analysed, open, shot, SIZES, start } from "./page.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Each page: where it is, and what is there once it is complete. */
const PAGES = {
  home: ["#/", ".meter .lane-numbers"],
  learn: ["#/learn", "main a[href*='learn/']"],
  lesson: ["#/learn/a-file-left-open?step=repair", ".answer:not(.stale)"],
  check: ["#/check", "article.finding"],
  simulate: ["#/simulate", ".lane"],
  reference: ["#/reference", "main a[href*='reference/']"],
  entry: ["#/reference/leaked-on-exception", "main h2"],
  lost: ["#/nowhere", "main .empty"],
};

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

for (const [name, [where, complete]] of Object.entries(PAGES)) {
  for (const size of Object.keys(SIZES)) {
    for (const theme of ["light", "dark"]) {
      test(`${name}, ${size}, ${theme}`, async () => {
        const page = await open(site, where, { size, theme });
        await page.locator("main h1").first().waitFor({ state: "attached" });
        await page.locator(complete).first().waitFor({ state: "attached" });
        await shot(page, `${name}-${size}-${theme}`);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= SIZES[size].width, `${width} pixels wide`);
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
        assert.deepEqual(told, []);
        await page.done();
      });
    }
  }
}

test("no address is one that the page cannot start with", async () => {
  for (const where of ["#//", "#///", "#//[", "#/\\", "#//elsewhere.example/a", "#check", "#/constructor", "#/learn/__proto__", "#/%", "#/reference/%00"]) {
    const page = await open(site, where);
    await page.locator("main h1").first().waitFor({ state: "attached" });
    assert.equal(await page.locator("#broken").count(), 0, where);
    await page.evaluate(() => (location.hash = "#//"));
    await page.getByRole("link", { name: "Check" }).first().click();
    await page.locator(".cm-content").waitFor();
    await page.done();
  }
});

test("works from a folder of a server", async () => {
  const folder = await start({ at: "/some/folder/" });
  try {
    const page = await open(folder);
    await analysed(page);
    await page.locator("article.finding").waitFor();
    await page.getByRole("link", { name: "Reference" }).click();
    await page.waitForURL(/\/some\/folder\/#\/reference$/);
    await page.done();
  } finally {
    await folder.stop();
  }
});

test("the theme is chosen, kept, and there before the first paint", async () => {
  const page = await open(site);
  await analysed(page);
  await page.getByRole("button", { name: "Dark" }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  // Perhaps the page is not alive yet: it is heard all the same.
  await page.getByRole("button", { name: "As the system" }).click();
  await page.locator('html[data-theme="light"]').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "light");
  await page.done();
});

test("the theme is chosen before there is a page", async () => {
  let arrive;
  const asked = new Promise((done) => (arrive = done));
  const late = async (route) => {
    await asked;
    await route.continue();
  };
  const page = await open(site, "#/reference", { route: { "**/app-*.wasm": late }, isAwaited: false });
  await page.getByRole("button", { name: "Dark" }).click();
  assert.equal(await page.evaluate(() => [document.documentElement.dataset.theme, leaklab.isStarted()].join()), "dark,false");
  await page.locator('button[aria-pressed="true"][value="dark"]').waitFor();
  arrive();
  await page.waitForFunction(() => leaklab.isStarted());
  await page.getByRole("searchbox").waitFor();
  assert.equal(await page.getByRole("button", { name: "Dark" }).getAttribute("aria-pressed"), "true");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.done();
});

test("the keyboard reaches the page first, and the title says where one is", async () => {
  const page = await open(site);
  await analysed(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the page");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  assert.match(page.url(), /#\/check$/, "and the address stays");
  assert.equal(await page.title(), "Check · Leaklab");
  await page.done();
});

test("the page says by policy that nothing leaves it", async () => {
  const page = await open(site);
  await analysed(page);
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  assert.match(policy, /connect-src 'self'/);
  assert.doesNotMatch(policy, /script-src[^;]*'unsafe/);
  await page.done();
});
