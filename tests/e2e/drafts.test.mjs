// No code is ever lost: what is opened stands beside what was there, whatever another tab does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, paste, put, shot, start, text } from "./page.mjs";
import { LEAKY, RAW, SHORT } from "./snippets.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** The button that names the open draft. */
const name = (page) => page.locator(".file summary");

/** The name of the open draft. */
const called = (page) => page.locator(".file .menu-name").innerText();

/** Does something in the menu of drafts. */
async function inMenu(page, act) {
  await name(page).click();
  await act(page.locator(".file .sheet"));
}

/** The names of all drafts. */
async function names(page) {
  await name(page).click();
  const all = await page.locator(".drafts .menu-item b").allInnerTexts();
  await page.keyboard.press("Escape");
  return all;
}

/** Opens the draft of that name. */
async function change(page, to) {
  await inMenu(page, (menu) => menu.getByRole("button", { name: new RegExp(`^${to.replaceAll(".", "\\.")} `) }).click());
  await page.waitForFunction((to) => document.querySelector(".file .menu-name")?.textContent === to, to);
  await page.locator(".cm-content").waitFor();
  await analysed(page);
}

/** The text of a tab, which must be in front to be copied from. */
async function textOf(page) {
  await page.bringToFront();
  return text(page);
}

const kept = (page) => page.getByText("kept in this browser", { exact: true }).waitFor();

test("an example opens beside the draft, and after a reload everything is there", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, RAW);
  await kept(page);
  const mine = await called(page);
  await page.getByText("Examples").click();
  await page.getByRole("button", { name: /Discarded at birth/ }).click();
  await page.locator(".cm-content", { hasText: "def version" }).waitFor();
  await analysed(page);
  assert.equal(await called(page), "version.py");
  await kept(page);
  await page.reload();
  await analysed(page);
  assert.equal(await called(page), "version.py", "the open one is open");
  assert.deepEqual(await names(page), [mine, "version.py"]);
  await change(page, mine);
  assert.equal(await text(page), RAW);
  await page.done();
});

test("what the reference opens stands beside the draft, and twice is once", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, RAW);
  await kept(page);
  const mine = await called(page);
  for (const time of [1, 2]) {
    await page.goto(`${site.address}#/reference/leaked-on-exception`);
    const load = page.getByRole("link", { name: /Open in Check/ }).or(page.getByRole("button", { name: /Open in Check/ }));
    await load.first().click();
    await analysed(page);
    assert.equal((await names(page)).length, 2, `${time}`);
  }
  await change(page, mine);
  assert.equal(await text(page), RAW);
  await page.done();
});

test("drafts are named, begun, deleted and brought back", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, LEAKY);
  await inMenu(page, async (menu) => {
    await menu.getByLabel("Name of this draft").fill("pool.py");
    await menu.getByLabel("Name of this draft").press("Enter");
  });
  await page.keyboard.press("Escape");
  assert.equal(await called(page), "pool.py");
  await inMenu(page, (menu) => menu.getByRole("button", { name: "New draft" }).click());
  await page.locator(".cm-placeholder").waitFor();
  assert.equal(await called(page), "draft.py");
  await paste(page, SHORT);
  await kept(page);
  await shot(page, "check-drafts-desk-light");
  assert.deepEqual(await names(page), ["pool.py", "draft.py"]);
  await inMenu(page, (menu) => menu.getByRole("button", { name: "Delete draft.py" }).click());
  await page.getByText("draft.py was deleted.").waitFor();
  assert.equal(await called(page), "pool.py");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.locator(".cm-content", { hasText: "h = open(p)" }).waitFor();
  assert.equal(await text(page), SHORT);
  await kept(page);
  await page.reload();
  await analysed(page);
  assert.deepEqual(await names(page), ["pool.py", "draft.py"]);
  await page.done();
});

test("several that were deleted come back one after the other", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, LEAKY);
  await kept(page);
  const mine = await called(page);
  await inMenu(page, (menu) => menu.getByRole("button", { name: "New draft" }).click());
  await page.locator(".cm-placeholder").waitFor();
  await paste(page, SHORT);
  await kept(page);
  for (const name of ["draft.py", mine]) {
    await inMenu(page, (menu) => menu.getByRole("button", { name: `Delete ${name}` }).click());
    await page.getByText(`${name} was deleted.`).waitFor();
  }
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  await undo.click();
  await page.getByText("draft.py was deleted.").waitFor();
  assert.equal(await text(page), LEAKY);
  await undo.click();
  await page.locator(".cm-content", { hasText: "h = open(p)" }).waitFor();
  assert.equal(await text(page), SHORT);
  await page.done();
});

test("undo is each draft's own, and is there when one comes back to it", async () => {
  const page = await open(site);
  await analysed(page);
  const first = await called(page);
  const example = await text(page);
  await paste(page, RAW);
  const mine = await called(page);
  await inMenu(page, (menu) => menu.getByRole("button", { name: "New draft" }).click());
  await page.locator(".cm-placeholder").waitFor();
  await page.locator(".cm-content").press("ControlOrMeta+z");
  assert.equal(await page.locator(".cm-placeholder").count(), 1, "nothing of another draft is undone");
  await change(page, mine);
  await page.locator(".cm-content").press("ControlOrMeta+z");
  await page.locator(".cm-content", { hasText: "load_orders" }).waitFor();
  await analysed(page);
  assert.equal(await text(page), example);
  assert.equal(await called(page), first, "and its name is back");
  await page.done();
});

/** Two tabs of one browser that have the same draft open. */
async function twoTabs() {
  const one = await open(site);
  await analysed(one);
  await paste(one, RAW);
  await kept(one);
  const two = await one.context().newPage();
  two.setDefaultTimeout(20_000);
  await two.goto(`${site.address}#/check`);
  await analysed(two);
  return [one, two];
}

test("two tabs: the one with older text says so, and loses nothing whatever is chosen", async () => {
  const [one, two] = await twoTabs();
  assert.equal(await textOf(two), RAW);

  await paste(one, LEAKY);
  const bar = two.locator(".decide");
  await bar.getByText("Another tab has newer text").waitFor();
  assert.equal(await textOf(two), RAW, "nothing is replaced by itself");
  assert.equal(await two.getByText("kept in this browser", { exact: true }).count(), 0);
  await shot(two, "check-two-tabs-desk-light");
  await bar.getByRole("button", { name: "Take the newer" }).click();
  await two.locator(".cm-content", { hasText: "load_orders" }).waitFor();
  await analysed(two);
  assert.equal(await textOf(two), LEAKY);
  await kept(two);

  await paste(two, SHORT);
  await one.getByText("Another tab has newer text").waitFor();
  await one.getByRole("button", { name: "Keep mine as a copy" }).click();
  await kept(one);
  assert.equal(await textOf(one), LEAKY);
  assert.equal(await textOf(two), SHORT);
  assert.equal((await names(one)).length, 2);

  // Each has its own now: neither hears of the other's.
  await paste(one, `${LEAKY}# one\n`);
  await kept(one);
  assert.equal(await two.getByText("Another tab has newer text").count(), 0);
  await one.reload();
  await two.reload();
  await analysed(one);
  await analysed(two);
  assert.equal(await textOf(one), `${LEAKY}# one\n`, "each tab opens its own again");
  assert.equal(await textOf(two), SHORT);
  await two.close();
  await one.done();
});

test("two tabs: who types on in older text has a draft of their own", async () => {
  const [one, two] = await twoTabs();
  await paste(one, LEAKY);
  await two.getByText("Another tab has newer text").waitFor();
  await paste(two, SHORT);
  await kept(two);
  assert.equal(await textOf(two), SHORT);
  assert.equal(await textOf(one), LEAKY);
  assert.equal((await names(two)).length, 2);
  await two.close();
  await one.done();
});

test("what cannot be read is set aside, and what no room is left for is said", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, RAW);
  await kept(page);
  await page.evaluate(() => {
    localStorage.setItem("leaklab.drafts.rubbish", '{"version":99}');
    localStorage.setItem("leaklab.draft", "[]");
  });
  await page.reload();
  await analysed(page);
  assert.equal(await text(page), RAW);
  const aside = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("leaklab.aside.")));
  assert.equal(aside.length, 2, `${aside}`);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
  });
  await paste(page, LEAKY);
  await page.getByText("not kept in this browser").waitFor();
  assert.equal(await page.getByText("kept in this browser", { exact: true }).count(), 0);
  await page.done();
});

test("the one draft of an earlier version is there, under its name", async () => {
  const page = await open(site);
  await analysed(page);
  await page.evaluate((text) => {
    localStorage.clear();
    localStorage.setItem("leaklab.draft", `2 old.py\n${text}`);
  }, SHORT);
  await page.reload();
  await analysed(page);
  assert.equal(await called(page), "old.py");
  assert.equal(await text(page), SHORT);
  await kept(page);
  assert.equal(await page.evaluate(() => localStorage.getItem("leaklab.draft")), null);
  await page.reload();
  await analysed(page);
  assert.deepEqual(await names(page), ["old.py"]);
  await page.done();
});

test("a file that is dropped or picked is a draft with its own name", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, RAW);
  await kept(page);
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "dropped.py", { type: "text/x-python" }));
    for (const kind of ["dragover", "drop"]) {
      const event = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
      document.querySelector(".cm-content").dispatchEvent(event);
    }
  }, SHORT);
  await page.waitForFunction(() => document.querySelector(".file .menu-name")?.textContent === "dropped.py");
  await page.locator(".cm-content", { hasText: "h = open(p)" }).waitFor();
  assert.equal(await text(page), SHORT);
  await name(page).click();
  await page.locator(".pick input").setInputFiles({ name: "picked.py", mimeType: "text/plain", buffer: Buffer.from("x = 1\r\ny = 2\r\n") });
  await page.waitForFunction(() => document.querySelector(".file .menu-name")?.textContent === "picked.py");
  await page.locator(".cm-content", { hasText: "y = 2" }).waitFor();
  assert.equal(await text(page), "x = 1\ny = 2\n");
  assert.equal((await names(page)).length, 3);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array([0, 159, 146, 150])], "picture.png"));
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await page.getByText("picture.png is not text in UTF-8").waitFor();
  assert.equal((await names(page)).length, 3);
  await page.done();
});

test("the name follows what is pasted", async () => {
  const page = await open(site);
  await analysed(page);
  await paste(page, `# app/pool.py\n${SHORT}`);
  assert.equal(await called(page), "app/pool.py");
  await paste(page, RAW);
  assert.equal(await called(page), "draft.py");
  await page.done();
});

test("what was typed last is kept when the page is left at once", async () => {
  const page = await open(site);
  await analysed(page);
  const long = `${RAW}${"x = 1\n".repeat(20_000)}`;
  await paste(page, long);
  await page.locator(".cm-content").press("ControlOrMeta+Home");
  await page.keyboard.type("#");
  await page.goto("about:blank");
  await page.goto(`${site.address}#/check`);
  await analysed(page);
  await page.locator(".cm-line", { hasText: "#import json" }).waitFor();
  // The worker of the page that was left may have been on its way.
  const complaints = page.complaints.filter((complaint) => !/^failed: .*worker/.test(complaint));
  page.complaints.length = 0;
  assert.deepEqual(complaints, []);
  await page.done();
});

test("an analysis that takes long can be stopped, and nothing old passes for new", { timeout: 90_000 }, async () => {
  const page = await open(site, "?debug#/check");
  await analysed(page);
  await paste(page, SHORT);
  await page.locator("article.finding").waitFor();
  const part = "def f(p):\n    h = open(p)\n    for x in h:\n        if x:\n            g(x)\n    return h.read()\n\n\n";
  await put(page, part.repeat(30_000));
  await page.getByText("Of the text before your change").waitFor();
  assert.equal(await page.locator("#panel").getAttribute("aria-disabled"), "true");
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByText("Stopped: this text is not analysed").waitFor();
  await page.getByText("Of an earlier text").waitFor();
  await shot(page, "check-stopped-desk-light");
  await page.getByRole("button", { name: "Watch it leak" }).click({ force: true });
  assert.match(page.url(), /#\/check/, "what is of an earlier text is not played");
  await paste(page, SHORT);
  await page.locator("article.finding").waitFor();
  await page.done();
});
