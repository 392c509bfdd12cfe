// Exercises are judged by what a program does: what it raises, what it gives back, and how.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, start } from "./page.mjs";

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

/** Replaces the exercise's text as a paste does. */
async function attempt(page, program) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.evaluate((program) => {
    const data = new DataTransfer();
    data.setData("text/plain", program);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(".cm-content").dispatchEvent(event);
  }, program);
}

test("an exercise is judged by what the program does", async () => {
  const page = await open(site, `${LESSON}?step=repair`);
  await page.locator(".answer:not(.stale)").waitFor();

  await attempt(page, SWALLOWED);
  await page.getByText(/If .* on line \d raises, handle returns as if nothing had happened/).waitFor();
  await page.getByText(/nobody hears of the damage/).waitFor();
  assert.equal(await page.getByText("✓ Solved.").count(), 0);

  await attempt(page, RENAMED);
  await page.getByText(/handle is no longer there: it must keep its name, others call it/).waitFor();
  assert.equal(await page.locator(".message").count(), 0);

  await attempt(page, HELPED);
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

// MISSING: a number outside the limits is refused with the reason, but the field goes back to the old one.
test("a number has the limits of its slider", { todo: "the field forgets what was typed" }, async () => {
  const page = await open(site, `${LESSON}?step=call-off`);
  const number = page.getByRole("spinbutton", { name: "Requests a second" });
  const refused = page.getByText("Between 1 and 400.");
  // What is typed into the drawing of the step, before the page has taken it over, is not heard.
  for (let time = 0; time < 15 && !(await refused.count()); time++) {
    await number.fill("5000");
    await number.press("Tab");
    await refused.waitFor({ timeout: 1000 }).catch(() => {});
  }
  await refused.waitFor();
  assert.equal(await number.inputValue(), "5000");
  await number.fill("400");
  await number.press("Tab");
  await page.getByText("Between 1 and 400.").waitFor({ state: "detached" });
  assert.equal(await page.getByRole("slider", { name: "Requests a second" }).inputValue(), "400");
  await page.done();
});
