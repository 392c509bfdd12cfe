// Questions outside of a lesson: what was missed comes back on its days, and a chapter is tested and
// passed over.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, shot, start, tooWide } from "./page.mjs";

const LESSON = "#/learn/the-other-side-has-hung-up";
const DAY = 86_400_000;
const FIRST = Date.UTC(2027, 2, 1, 12);
let site;
before(async () => (site = await start()));
after(() => site.stop());

/** Answers the question that is asked with an option that is not right, or with the right one. */
async function answer(page, isRight) {
  const options = page.locator(".options input");
  await options.first().waitFor();
  const count = await options.count();
  for (let option = 0; option < count; option++) {
    const asks = await page.locator(".options legend").innerText();
    await page.locator(".options .option").nth(option).click();
    await page.getByRole("button", { name: "Answer", exact: true }).click();
    await page.locator(".said").waitFor();
    const is = /As you said/.test(await page.locator(".said").innerText());
    return { asks, is, wanted: is === isRight };
  }
}

/** A lesson whose first question was answered otherwise than right, on the first of the days. */
async function missed(options) {
  const page = await open(site, "about:blank", options);
  await page.clock.setFixedTime(FIRST);
  await page.goto(site.address + LESSON);
  await page.waitForFunction(() => window.leaklab?.isStarted() && !document.querySelector(".drawn"));
  for (let step = 0; step < 10; step++) {
    await page.locator(".stations a").nth(step).click();
    await page.getByText(new RegExp(`step ${step + 1} of`)).waitFor();
    const options = page.locator(".options input[type=radio]");
    if ((await options.count()) === 0) continue;
    await options.first().check();
    await page.getByRole("button", { name: /^(Commit and see|Answer)$/ }).click();
    await page.locator(".said").waitFor();
    if (!/As you said/.test(await page.locator(".said").innerText())) return page;
  }
  return assert.fail("every first option is right");
}

/** The course on another day. */
async function onDay(page, day) {
  await page.clock.setFixedTime(FIRST + day * DAY);
  await page.goto(`${site.address}#/reference`);
  await page.goto(`${site.address}#/learn`);
  await page.locator(".course-facts").waitFor();
}

test("what was missed comes back the next day, and later each time it is remembered", async () => {
  const page = await missed();
  await onDay(page, 0);
  await page.getByText("What you missed comes back tomorrow.").waitFor();
  await onDay(page, 1);
  await page.getByText("One question comes back today").waitFor();
  await page.getByRole("link", { name: "Answer", exact: true }).click();
  await page.getByText("Comes back today · question 1 of 1").waitFor();
  await shot(page, "review-desk-light");
  const { is } = await answer(page, true);
  assert.equal(await page.locator(".why").count(), await page.locator(".option").count());
  await page.getByRole("button", { name: "To the end →" }).click();
  await page.getByText(is ? "Remembered" : "The others come back tomorrow").first().waitFor();
  await onDay(page, 1);
  await page.getByText(`What you missed comes back ${is ? "in 3 days" : "tomorrow"}.`).waitFor();
  await page.reload();
  await page.getByText(`What you missed comes back ${is ? "in 3 days" : "tomorrow"}.`).waitFor();
  await page.done();
});

test("a test that is passed passes its chapter over, with a way back", async () => {
  const page = await open(site, "#/learn");
  const chapter = page.locator(".chapter", { hasText: "The other side has hung up" });
  const known = new Map();
  // A learner who reads the reasons knows the answers the next time: the questions come round.
  for (let round = 0; round < 8; round++) {
    await chapter.getByRole("link", { name: /Take the test/ }).click();
    await page.getByText(/Test: .* · question 1 of/).waitFor();
    if (round === 0) await shot(page, "test-desk-light");
    for (;;) {
      const options = page.locator(".options input");
      await options.first().waitFor();
      const asks = await page.locator(".options legend").innerText();
      const right = known.get(asks) ?? [0];
      for (const option of right) await options.nth(option).check();
      await page.getByRole("button", { name: "Answer", exact: true }).click();
      await page.locator(".said").waitFor();
      const are = await page.locator(".options .option").evaluateAll((all) => all.map((it) => it.classList.contains("is-right")));
      known.set(asks, are.flatMap((is, at) => (is ? [at] : [])));
      const next = page.getByRole("button", { name: /→$/ });
      const isLast = /To the end/.test(await next.innerText());
      await next.click();
      if (isLast) break;
    }
    if (await page.getByRole("button", { name: "Pass the chapter over" }).count()) break;
    await page.getByText("What was missing is taught in these steps.").waitFor();
    await page.getByRole("link", { name: "To the course" }).click();
  }
  await page.getByRole("button", { name: "Pass the chapter over" }).click();
  await page.getByText("✓ Passed over").waitFor();
  await page.getByRole("link", { name: "To the course" }).click();
  assert.equal(await chapter.getByRole("link", { name: /Take the test/ }).count(), 0);
  assert.equal(await chapter.getByText("✓ done").count(), await chapter.locator(".lesson-card").count());
  await page.getByRole("button", { name: "Undo: have my progress back" }).click();
  await chapter.getByRole("link", { name: /Take the test/ }).waitFor();
  await page.done();
});

test("a test of no chapter, and a review of nothing, say so", async () => {
  const page = await open(site, "#/learn/test/nothing");
  await page.getByRole("heading", { name: "There is no such chapter" }).waitFor();
  await page.goto(`${site.address}#/learn/review`);
  await page.getByRole("heading", { name: "Nothing comes back today" }).waitFor();
  await page.done();
});

test("questions that do not arrive are told, and asked for again", async () => {
  let isDown = true;
  const route = { "**/lessons-*/**": (asked) => (isDown ? asked.abort() : asked.continue()) };
  const page = await open(site, "#/learn/test/sockets-and-ports", { route });
  await page.getByRole("heading", { name: /did not arrive|no such chapter/ }).waitFor();
  isDown = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText(/question 1 of/).waitFor();
  page.complaints.length = 0;
  await page.done();
});

for (const size of ["desk", "phone"]) {
  for (const theme of ["light", "dark"]) {
    test(`the course and a question fit a ${size} in the ${theme}`, async () => {
      const page = await missed({ size, theme });
      await onDay(page, 1);
      assert.ok((await tooWide(page)) <= 0);
      await shot(page, `course-${size}-${theme}`);
      await page.getByRole("link", { name: "Answer", exact: true }).click();
      await answer(page, true);
      assert.ok((await tooWide(page)) <= 0);
      await shot(page, `review-answered-${size}-${theme}`);
      await page.done();
    });
  }
}
