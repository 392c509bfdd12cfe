// The front page: what this is, where it leads, and that it knows what was done.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { SIZES, open, start } from "./page.mjs";

let site;
before(async () => (site = await start()));
after(() => site.stop());

for (const size of Object.keys(SIZES)) {
  test(`the first screen says what this is and that code stays here, ${size}`, async () => {
    const page = await open(site, "#/", { size });
    const what = page.locator(".what");
    await what.waitFor();
    assert.match(await what.innerText(), /Leaklab finds .* your code stays here\./);
    const box = await what.boundingBox();
    assert.ok(box.y + box.height < SIZES[size].height, `it ends at ${box.y + box.height}`);
    await page.done();
  });
}

for (const [title, address] of [["Learn", "learn"], ["Check", "check"], ["Simulate", "simulate"]]) {
  test(`the whole block ${title} leads to its page`, async () => {
    const page = await open(site, "#/");
    const block = page.locator(".way-in", { hasText: title }).first();
    assert.equal(await block.getByRole("link").getAttribute("href"), `#/${address}`);
    const { width, height } = await block.boundingBox();
    await block.click({ position: { x: width - 5, y: height - 5 } });
    await page.waitForURL(new RegExp(`#/${address}`));
    await page.done();
  });
}

test("Start knows what was done", async () => {
  const page = await open(site, "#/");
  const main = page.locator(".hero .button.main");
  await main.filter({ hasText: "Start the course" }).waitFor();
  await page.goto(`${site.address}#/learn/a-file-left-open`);
  await page.getByRole("link", { name: "Continue →" }).click();
  await page.waitForURL(/step=damaged$/);
  await page.goto(`${site.address}#/`);
  await main.filter({ hasText: "Continue: A file left open, step 2 of" }).waitFor();
  await main.click();
  await page.waitForURL(/a-file-left-open\?step=damaged$/);
  await page.done();
});

test("the footer names version, source and licences, which are there", async () => {
  const page = await open(site, "#/");
  for (const where of ["#/", "#/learn", "#/learn/a-file-left-open", "#/reference", "#/nowhere"]) {
    await page.goto(site.address + where);
    const foot = page.getByRole("contentinfo");
    await foot.waitFor();
    assert.match(await foot.innerText(), /Leaklab \d+\.\d+\.\d+/);
    for (const [name, first] of [["MIT", /MIT License|Permission is hereby granted/], ["Apache-2.0", /Apache License/]]) {
      const address = await foot.getByRole("link", { name }).evaluate((link) => link.href);
      const answer = await page.request.get(address);
      assert.equal(answer.status(), 200, address);
      assert.match(answer.headers()["content-type"], /text\/plain/);
      assert.match(await answer.text(), first);
    }
  }
  const source = await page.getByRole("contentinfo").getByRole("link", { name: "Source" }).evaluate((link) => link.href);
  const input = await (await page.request.get(source)).body();
  const files = execFileSync("tar", ["-tz"], { input, encoding: "utf8", maxBuffer: 1e8 });
  for (const file of ["Cargo.toml", "src/lib.rs", "lessons/README.md"]) assert.match(files, new RegExp(`/${file}$`, "m"));
  assert.doesNotMatch(files, /node_modules|target\/debug/);
  await page.done();
});
