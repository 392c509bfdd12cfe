// Resources of one's own: written on the Reference page, found on the Check page, kept.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, paste, shot, start } from "./page.mjs";

const OWN = `[[handle]]
class = "pool.Lease"
kind = "lease"
release = ["give_back"]
with = "unsupported"

[[handle.acquire]]
names = ["pool.lease"]
`;
const LEASE = "import pool\n\n\ndef use():\n    lease = pool.lease()\n    print(lease)\n";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

test("a pair of one's own is followed like any other, and is there again", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, LEASE);
  await page.getByRole("heading", { name: "Nothing here is opened" }).waitFor();
  await page.locator("summary", { hasText: "Show" }).click();
  await page.getByRole("link", { name: "Resources of your own" }).click();
  const text = page.getByLabel("leaklab.toml");
  await text.fill(OWN.replace("release", "relase"));
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("line 4: unknown field `relase`").waitFor();
  assert.match(await text.inputValue(), /relase/, "nothing typed is lost");
  await text.fill(OWN);
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("One of your own is in use.").waitFor();
  await shot(page, "reference-own-desk-light");

  await page.getByRole("link", { name: "Check", exact: true }).click();
  await page.locator("article.finding", { hasText: "pool.lease() is never closed" }).waitFor();
  await page.reload();
  await page.locator("article.finding", { hasText: "pool.lease() is never closed" }).waitFor();
  await page.goto(`${site.address}#/reference/own`);
  assert.equal(await text.inputValue(), OWN);
  await page.getByText("One of your own is in use.").waitFor();

  await text.fill("");
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("None of your own are in use.").waitFor();
  await page.getByRole("link", { name: "Check", exact: true }).click();
  await page.getByRole("heading", { name: "Nothing here is opened" }).waitFor();
  await page.done();
});

test("a call that looks like an acquisition is named, and taught in one step", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, "from pool import lease\n\n\ndef use():\n    x = lease()\n    x.work()\n    x.give_back()\n");
  await page.getByRole("heading", { name: "Nothing here is opened" }).waitFor();
  await page.getByText("1 call looks like an acquisition, and Leaklab does not know it").waitFor();
  await page.getByRole("button", { name: "Teach Leaklab this pair" }).click();
  assert.match(await page.getByLabel("leaklab.toml").inputValue(), /release = \["give_back"\]/);
  await page.getByText("One of your own is in use.").waitFor();
  await page.getByRole("link", { name: "See what Check says now" }).click();
  await page.locator("article.finding", { hasText: "lease()" }).waitFor();
  await page.done();
});

test("what is pasted without its imports is taken for what it says", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, "def run(cmd):\n    p = subprocess.Popen(cmd)\n    print(p.pid)\n");
  await page.locator("article.finding", { hasText: "subprocess.Popen" }).waitFor();
  await page.getByText("is not imported here; it is taken for the module of that name").waitFor();
  await page.done();
});
