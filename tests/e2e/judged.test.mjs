// Exercises are judged by what a program does: what it raises, what it gives back, and how.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, put, start } from "./page.mjs";

const LESSON = "#/learn/a-file-left-open";
const SWALLOWED = `import json


def handle(path):
    try:
        with open(path) as f:
            return json.load(f)
    except Exception:
        return None
`;
const RENAMED = `import json


def read_order(path):
    with open(path) as f:
        return json.load(f)
`;
const HELPED = `import json


def read(f):
    return json.load(f)


def handle(path):
    f = open(path)
    try:
        return read(f)
    finally:
        f.close()
`;

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

test("an exercise is judged by what the program does", async () => {
  const page = await open(site, `${LESSON}?step=repair`);
  await page.locator(".answer:not(.stale)").waitFor();

  await put(page, SWALLOWED);
  await page.getByText(/If .* on line \d raises, handle returns as if nothing had happened/).waitFor();
  await page.getByText(/nobody hears of the damage/).waitFor();
  assert.equal(await page.getByText("✓ Solved.").count(), 0);

  await put(page, RENAMED);
  await page.getByText(/handle is no longer there: it must keep its name, others call it/).waitFor();
  assert.equal(await page.locator(".message").count(), 0);

  await put(page, HELPED);
  await page.getByText("✓ Solved.").waitFor();
  const answer = await page.locator(".lesson").innerText();
  assert.match(answer, /What stands under finally runs on every way out/);
  assert.doesNotMatch(answer, /The with statement/);
  await page.done();
});

test("what a later step asks for is not shown before", async () => {
  const page = await open(site, LESSON);
  await page.locator(".lesson-bench").waitFor();
  assert.equal(await page.locator(".matrix").count(), 0);
  await page.done();
});

test("a number has the limits of its slider", async () => {
  const page = await open(site, `${LESSON}?step=call-off`);
  const number = page.getByRole("spinbutton", { name: "Requests a second" });
  const refused = page.getByText("Between 1 and 400.");
  await number.fill("5000");
  await number.press("Tab");
  await refused.waitFor();
  assert.equal(await number.inputValue(), "5000");
  await number.fill("400");
  await number.press("Tab");
  await refused.waitFor({ state: "detached" });
  assert.equal(await page.getByRole("slider", { name: "Requests a second" }).inputValue(), "400");
  await page.done();
});
