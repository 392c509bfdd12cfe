// What is watched on the Simulate page, passed on and found again: short links that say what they
// hold, a file where a link would be too long, broken links, and a reload.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { analysed, open, paste, start } from "./page.mjs";

const WAIT = 30_000;
let site;

before(async () => {
  site = await start();
});

after(() => site.stop());

/** A file of 107 lines with a leak in the middle. */
const FILE = (() => {
  const part = (name) => `
def ${name}(rows):
    total = 0
    for row in rows:
        if row.get("${name}") is None:
            continue
        total += int(row["${name}"])
    return total
`;
  const leak = `
def read_order(path):
    descriptor = os.open(path, os.O_RDONLY)
    order = json.loads(os.read(descriptor, 65536))
    os.close(descriptor)
    return order
`;
  const names = ["orders", "prices", "returns", "parcels", "letters", "refunds", "taxes", "bills", "gifts", "stamps", "boxes"];
  const lines = `import json\nimport os\n${names.slice(0, 6).map(part).join("")}${leak}${names.slice(6).map(part).join("")}`.split("\n");
  while (lines.length < 107) lines.push(`LIMIT_${lines.length} = ${lines.length}`);
  return lines.slice(0, 107).join("\n") + "\n";
})();

/** Checks a text and watches its first finding. */
async function watch(text) {
  const page = await open(site, "#/check");
  await analysed(page);
  await paste(page, text);
  await page.getByRole("button", { name: "Watch it leak" }).first().click();
  await page.locator(".source").waitFor({ timeout: WAIT });
  await page.getByRole("button", { name: "Pause" }).click();
  return page;
}

/** The link to what is shown. */
async function link(page) {
  await page.getByRole("button", { name: "Share this moment" }).click();
  await page.locator(".toast", { hasText: "Link to this moment copied" }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

test("a finding of a 107-line file is a short link, which says that it contains code", async () => {
  const page = await watch(FILE);
  const said = await page.locator(".link-holds").innerText();
  const copied = await link(page);
  assert.ok(copied.length < 1200, `${copied.length} characters`);
  const [, length] = /^Link of (\d+) characters, contains your code/.exec(said);
  assert.equal(+length, copied.length);
  const time = await page.locator(".controls .time").innerText();
  const story = await page.locator("h1").innerText();
  await page.done();
  const other = await open(site, copied.slice(copied.indexOf("#")));
  await other.locator("h1", { hasText: story }).waitFor({ timeout: WAIT });
  assert.equal(await other.locator(".controls .time").innerText(), time);
  assert.match(await other.locator(".source pre").innerText(), /descriptor = os\.open\(path, os\.O_RDONLY\)/);
  await other.locator(".coded-line.leaking").first().waitFor({ timeout: WAIT });
  assert.equal(await other.getByText("def gifts").count(), 0, "what does not leak is not sent");
  await other.done();
});

test("what is watched is there after a reload, and Back leads where it led", async () => {
  const page = await watch(FILE);
  const title = await page.locator("h1").innerText();
  const time = await page.locator(".controls .time").innerText();
  await page.reload();
  await page.locator("h1", { hasText: title }).waitFor({ timeout: WAIT });
  await page.waitForFunction((time) => document.querySelector(".controls .time").innerText === time, time);
  await page.goBack();
  await analysed(page);
  assert.match(page.url(), /#\/check/);
  await page.goForward();
  // A preset that was chosen, and another address, which is another wish.
  await page.locator(".menu select").selectOption({ label: "The retry storm" });
  await page.reload();
  await page.locator("h1", { hasText: "The retry storm" }).waitFor({ timeout: WAIT });
  await page.goto(`${site.address}#/simulate?preset=pool-slot&t=3`);
  await page.locator("h1", { hasText: "The connection that never came back" }).waitFor({ timeout: WAIT });
  await page.done();
});

test("a broken link says so, and the page works", async () => {
  for (const query of [
    "preset=pool-slot&t=1&moment=1AAAAAAAA", "moment=1", "moment=9abc", "preset=nothing", "with=%7B%22rate%22", "moment=1" + "A".repeat(30_000),
    "moment=%3Cscript%3E", "preset",
  ]) {
    const page = await open(site, `#/simulate?${query}`);
    const told = page.getByRole("alert");
    await told.getByText(/^This link is broken: .*; here is the default instead\.$/).waitFor({ timeout: WAIT });
    await page.locator("h1", { hasText: "One descriptor per bad order" }).waitFor();
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.waitForFunction(() => !document.querySelector(".controls .time").innerText.startsWith("0.00"));
    await page.done();
  }
});

test("an earlier link still opens", async () => {
  const page = await open(site, "#/simulate?preset=pool-slot&t=30.000&with=%7B%22seed%22%3A21%7D");
  await page.locator("h1", { hasText: "The connection that never came back" }).waitFor({ timeout: WAIT });
  await page.locator(".fold-set", { hasText: "seed 21" }).waitFor();
  await page.locator(".controls .time", { hasText: /^0:30|^30\./ }).waitFor();
  await page.done();
});

test("what is too long for a link is offered as a file, which opens again", async () => {
  const calls = Array.from({ length: 60 }, (_, at) => `    value_${at} = convert_${(at * 7919) % 1000}(raw, "${((at * 2654435761) >>> 0).toString(36)}")`);
  const big = `import os\n\ndef read(path):\n    fd = os.open(path, os.O_RDONLY)\n    raw = os.read(fd, 100)\n${calls.join("\n")}\n    os.close(fd)\n    return raw\n`.repeat(8);
  const page = await watch(big);
  const whole = page.getByRole("button", { name: "Everything that leaks in this file" });
  await whole.click();
  await page.locator("h1", { hasText: "everything that leaks" }).waitFor({ timeout: WAIT });
  await page.locator(".link-holds", { hasText: "Too long for a link" }).waitFor({ timeout: WAIT });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save this moment as a file" }).click(),
  ]);
  const file = await download.path();
  assert.ok(readFileSync(file, "utf8").length > 4_000);
  await page.locator(".menu select").selectOption({ label: "The retry storm" });
  await page.locator(".passing summary").click();
  await page.locator(".menu-file input").setInputFiles(file);
  await page.locator("h1", { hasText: "everything that leaks" }).waitFor({ timeout: WAIT });
  await page.done();
});
