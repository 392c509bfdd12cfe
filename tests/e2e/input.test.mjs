// Texts that break careless programs: columns must be right, and nothing may stop.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, paste, put, shot, start, text } from "./page.mjs";
import { SHORT } from "./snippets.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** Each underlined piece of text, one string for each finding. */
async function underlined(page) {
  return (await page.locator(".cm-squiggle").allInnerTexts()).join("");
}

const TEXTS = {
  "an emoji before the call on its line": ["def f(p):\n    s, h = '🎉é🇪🇺', open(p)\n    return h.read()\n", "open(p)"],
  "a byte-order mark": [`\uFEFFh = open('x')\n`, "open('x')"],
  "a byte-order mark and emoji": [`\uFEFFs, h = '🎉', open('x')\n`, "open('x')"],
  "CRLF": [SHORT.replaceAll("\n", "\r\n"), "open(p)"],
  "tabs": [SHORT.replaceAll("    ", "\t"), "open(p)"],
  "NUL bytes": [`x = 'a\0b'\n${SHORT}`, "open(p)"],
};

for (const [name, [source, found]] of Object.entries(TEXTS)) {
  test(`${name}: the finding is on the call`, async () => {
    const page = await open(site);
    await analysed(page);
    await paste(page, source);
    await page.locator("article.finding").waitFor();
    assert.equal(await underlined(page), found);
    // A fix is the hardest question to columns: it must land exactly.
    const fix = page.getByRole("button", { name: /proved/ }).first();
    if (await fix.count()) {
      await fix.click();
      const after = (await page.locator(".diff-new .diff-text").allInnerTexts()).join("\n");
      await page.getByRole("button", { name: "Apply", exact: true }).click();
      await page.locator(".diff").waitFor({ state: "detached" });
      await analysed(page);
      const now = await text(page);
      for (const line of after.split("\n")) assert.ok(now.includes(line.trimEnd()), `${line}\nin\n${now}`);
    }
    await page.done();
  });
}

test("an empty document says what to do", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, "");
  await page.getByRole("heading", { name: "Nothing to check yet" }).waitFor();
  await shot(page, "check-empty-desk-light");
  await page.done();
});

test("broken Python is analysed as far as it goes, with its errors shown", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, `x = = 1\n\n\n${SHORT}`);
  await page.locator("article.finding").waitFor();
  await page.getByRole("tab", { name: /Syntax/ }).click();
  await page.getByText(/not Python/).first().waitFor();
  assert.ok((await page.locator(".finding.closed").count()) >= 1);
  await shot(page, "check-syntax-desk-light");
  await page.done();
});

test("five megabytes never freeze the page", { timeout: 240_000 }, async () => {
  const page = await open(site);
  await analysed(page);
  const block = `def f(p, n):\n    x = [n * 2, 'words and more words', {'a': 1}]\n    return x\n\n\n`;
  const large = block.repeat(Math.ceil(5_000_000 / block.length)) + SHORT;
  await page.evaluate(() => {
    window.longest = 0;
    let last = performance.now();
    const frame = (now) => {
      window.longest = Math.max(window.longest, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await put(page, large);
  await page.locator(".state .busy").waitFor();
  await page.getByText("too long to be kept").waitFor();
  // While it is being analysed the reader goes on: another panel, another page and back.
  await page.getByRole("tab", { name: "Exit matrix" }).click({ timeout: 3_000 });
  await page.getByRole("tab", { name: "Findings" }).click({ timeout: 3_000 });
  const answer = page.locator("article.finding");
  await answer.first().waitFor({ timeout: 180_000 });
  assert.ok((await page.evaluate(() => window.longest)) < 1_500, "a frame took longer than 1.5 s");
  // And a small text right after it is answered at once.
  await paste(page, SHORT);
  await page.locator("article.finding").waitFor();
  await page.done();
});
