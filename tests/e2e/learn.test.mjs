// The course, as a learner uses it: predictions before answers, repairs that are real, progress
// that stays.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, put, shot, start, text, tooWide } from "./page.mjs";

const LESSON = "#/learn/a-file-left-open";
const HEAD = "import json\n\n\ndef handle(path):\n";
const DELETED = "def handle(path):\n    return {}\n";
const ONE_ERROR = `${HEAD}    f = open(path)
    try:
        order = json.load(f)
    except json.JSONDecodeError:
        f.close()
        raise
    f.close()
    return order
`;
const TOO_SHORT = `${HEAD}    with open(path) as f:
        pass
    return json.load(f)
`;
const REPAIRED = `${HEAD}    with open(path) as orders:
        return json.load(orders)
`;

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** Waits until the exercise's text has been judged. */
async function judged(page) {
  await page.locator(".answer:not(.stale)").waitFor();
}

/** Replaces the exercise's text as a paste does, and waits for the verdict. */
async function attempt(page, program) {
  await put(page, program);
  await page.locator(".answer.stale").waitFor({ timeout: 5_000 }).catch(() => {});
  await judged(page);
}

test("the repair is accepted only when it is one, and stays solved", async () => {
  const page = await open(site, `${LESSON}?step=repair`);
  await judged(page);
  const goal = page.locator(".goal");
  assert.match(await goal.innerText(), /Broken on purpose: 1 of 2 ways out leaks\./);
  assert.match(await page.locator(".answer").innerText(), /Still leaks f if json\.load\(f\) on line 6 raises/);
  await shot(page, "lesson-fix-desk-light");

  await attempt(page, DELETED);
  assert.match(await page.locator(".message").innerText(), /A function that does nothing leaks nothing/);
  assert.doesNotMatch(await goal.innerText(), /Goal reached/);

  await attempt(page, ONE_ERROR);
  assert.match(await page.locator(".message").innerText(), /closes the file for one kind of error/);
  assert.match(await page.locator(".answer").innerText(), /Still leaks f/);

  await attempt(page, TOO_SHORT);
  assert.match(await page.locator(".answer").innerText(), /Line 7 calls json\.load when no file is held/);

  await attempt(page, REPAIRED);
  await page.getByText("✓ Solved.").waitFor();
  assert.match(await goal.innerText(), /Goal reached/);
  assert.match(await page.locator(".cell").allInnerTexts().then((all) => all.join()), /released/);
  await shot(page, "lesson-solved-desk-light");

  await page.reload();
  await page.getByText("✓ Solved.").waitFor();
  assert.equal(await text(page), REPAIRED);
  assert.equal(await page.locator(".station.done").count(), 1);

  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await page.getByText(/Broken on purpose/).waitFor();
  await page.getByRole("button", { name: "Undo reset" }).click();
  await page.getByText("✓ Solved.").waitFor();
  assert.equal(await text(page), REPAIRED);
  await page.done();
});

test("nothing is shown before the prediction, and every reason after it", async () => {
  const page = await open(site, `${LESSON}?step=damaged`);
  await page.getByText("Hidden until you have answered.").waitFor();
  const commit = page.getByRole("button", { name: "Commit and see" });
  assert.equal(await commit.isDisabled(), true);
  assert.equal(await page.locator(".why").count(), 0);
  assert.equal(await page.locator(".matrix").count(), 0);
  await shot(page, "lesson-predict-desk-light");

  await page.getByText("Line 7 closes it.").click();
  await commit.click();
  assert.equal(await page.locator(".why").count(), 3);
  assert.match(await page.locator(".reveal").innerText(), /closed: False/);
  await page.locator(".matrix").waitFor();
  await shot(page, "lesson-predicted-desk-light");

  await page.reload();
  await page.locator(".why").first().waitFor();
  await page.getByRole("link", { name: "Continue →" }).click();
  await page.waitForURL(/step=ways-out$/);
  await page.getByRole("heading", { name: "Ways out" }).waitFor();
  await page.done();
});

test("the simulation runs out once something is kept", async () => {
  const page = await open(site, `${LESSON}?step=call-off`);
  const play = page.getByRole("button", { name: "Play 30 minutes" });
  await play.click();
  await page.getByText(/Still running after 30 minutes/).waitFor();
  await page.getByLabel("Errors, once they are handled,").selectOption("exceptions");
  await play.click();
  await page.getByText(/Goal reached/).waitFor();
  await page.getByText(/OSError: \[Errno 24\] Too many open files/).waitFor();
  await page.locator(".curve").waitFor();
  await page.waitForTimeout(1_800); // the curve has been drawn
  await shot(page, "lesson-goal-desk-light");
  await page.done();
});

test("hints come one by one, and the solution can be taken", async () => {
  const page = await open(site, `${LESSON}?step=repair`);
  await judged(page);
  for (const shown of [1, 2, 3, 4]) {
    await page.getByRole("button", { name: /hint/ }).click();
    await page.waitForFunction((n) => document.querySelectorAll(".ladder > li").length === n, shown);
  }
  assert.equal(await page.getByRole("button", { name: /hint/ }).count(), 0);
  await page.getByRole("button", { name: "Show the solution" }).click();
  await page.getByRole("button", { name: "Put it into the editor" }).click();
  await page.getByText("✓ Solved.").waitFor();
  await page.done();
});

test("the course map shows what is done and what comes next", async () => {
  const page = await open(site, "#/learn");
  await page.getByRole("link", { name: "Start: A table with 1,024 places" }).click();
  await page.getByRole("heading", { level: 1, name: "A table with 1,024 places" }).waitFor();
  const first = page.url();
  await page.getByRole("link", { name: "Continue →" }).click();
  await page.waitForURL((url) => url.href !== first && /step=/.test(url.href));
  await page.goto(`${site.address}#/learn`);
  await page.getByText("1 of 8").waitFor();
  await page.getByRole("link", { name: "Continue: A table with 1,024 places" }).waitFor();
  const next = page.locator(".lesson-card[aria-current=step]");
  assert.match(await next.innerText(), /A table with 1,024 places[^]*Next/);
  await page.done();
});

test("Continue goes to the next step, says so, and the address and the title follow", async () => {
  const page = await open(site, LESSON);
  await page.waitForURL(/\?step=incident$/);
  await page.waitForFunction(() => document.title === "The seventeen minutes · A file left open · Leaklab");
  await page.getByRole("link", { name: "Continue →" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\?step=damaged$/);
  await page.waitForFunction(() => document.activeElement.textContent === "The damaged order");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  assert.equal(await page.title(), "The damaged order · A file left open · Leaklab");
  await page.getByRole("status").filter({ hasText: /^Step 2 of 8$/ }).waitFor();
  assert.equal(await page.evaluate(() => window.scrollY), 0);

  await page.reload();
  await page.getByRole("heading", { level: 1, name: "The damaged order" }).waitFor();
  await page.goBack();
  await page.waitForURL(/\?step=incident$/);
  await page.getByRole("heading", { name: "The seventeen minutes" }).waitFor();

  // A step that there is not leads to the one that comes next, and the address says which.
  await page.goto(`${site.address}${LESSON}?step=no-such-step`);
  await page.waitForURL(/\?step=damaged$/);
  await page.done();
});

test("each page has its own title", async () => {
  const page = await open(site, "#/");
  for (const [where, title] of [
    ["#/", "Leaklab: resource leaks in Python"],
    ["#/learn", "Learn · Leaklab"],
    ["#/learn/no-such-lesson", "No such lesson · Leaklab"],
    [`${LESSON}?step=repair`, "Close it on every way out · A file left open · Leaklab"],
    ["#/check", "Check · Leaklab"],
    ["#/simulate", "Simulate · Leaklab"],
    ["#/reference", "Reference · Leaklab"],
    ["#/reference/sqlite3-connection", "sqlite3.Connection · Reference · Leaklab"],
    ["#/reference/own", "Resources of your own · Reference · Leaklab"],
    ["#/nowhere", "No such page · Leaklab"],
  ]) {
    await page.goto(site.address + where);
    await page.waitForFunction((title) => document.title === title, title);
  }
  await page.done();
});

test("the end of a lesson says what one can do now, where to try it, and what comes next", async () => {
  const page = await open(site, `${LESSON}?step=transfer`);
  await page.getByRole("button", { name: "I know this" }).click();
  const finish = page.locator(".finish");
  await finish.getByRole("heading", { name: "That was the last step" }).waitFor();
  assert.equal(await finish.getByRole("link", { name: /^\d\. / }).count(), 7, "what is still open");
  await finish.getByRole("link", { name: /^1\. / }).click();
  for (const step of ["incident", "damaged", "ways-out", "refcount", "kept", "call-off", "repair"]) {
    await page.waitForURL(new RegExp(`step=${step}$`));
    const known = page.getByRole("button", { name: "I know this" });
    if (step !== "incident") await known.click();
    await page.getByRole("link", { name: "Continue →" }).click();
  }
  await page.waitForURL(/step=transfer$/);
  await finish.getByRole("heading", { name: "✓ Lesson finished" }).waitFor();
  await page.getByRole("status").filter({ hasText: "The end of the lesson." }).waitFor();
  assert.match(await finish.innerText(), /1 of 8 steps done, 7 passed over/);
  assert.match(await finish.innerText(), /What you can do now\s+Find every way out/);
  await finish.getByRole("link", { name: "Check my code" }).waitFor();
  await shot(page, "lesson-finished-desk-light");
  await finish.getByRole("link", { name: /^Next lesson: Written/ }).click();
  await page.getByRole("heading", { level: 1, name: "Written, and not there" }).waitFor();
  await page.goto(`${site.address}#/`);
  await page.getByRole("link", { name: /^(Next lesson|Continue): A table/ }).waitFor();
  await page.done();
});

for (const [size, theme] of [["desk", "light"], ["desk", "dark"], ["phone", "light"], ["phone", "dark"]]) {
  test(`the course and the reference fit a ${size} in the ${theme}`, async () => {
    const places = {
      learn: ["#/learn", ".lesson-card"],
      incident: [LESSON, ".lesson-bench .cm-content"],
      question: [`${LESSON}?step=damaged`, ".options"],
      repair: [`${LESSON}?step=repair`, ".answer:not(.stale)"],
      pool: ["#/learn/the-connection-that-never-came-back", ".lesson-bench .matrix, .lesson-bench .cm-content"],
      long: ["#/learn/the-connection-that-never-came-back?step=repair", ".lesson-bench .matrix"],
      goal: [`${LESSON}?step=call-off`, ".dials"],
      finish: [`${LESSON}?step=transfer`, ".options"],
    };
    for (const [name, [where, waits]] of Object.entries(places)) {
      const page = await open(site, where, { size, theme });
      await page.locator(waits).first().waitFor();
      if (await page.locator(".editor").count()) await page.locator(".cm-content").waitFor();
      const wide = await tooWide(page);
      assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
      await shot(page, `learn-${name}-${size}-${theme}`);
      await page.done();
    }
  });
}

test("who answers by keyboard stays at the question", async () => {
  const page = await open(site, `${LESSON}?step=damaged`);
  await page.locator(".options input").first().focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Commit and see" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Ask me again" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.className), "question");
  await page.done();
});
