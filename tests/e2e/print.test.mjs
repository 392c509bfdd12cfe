// Paper and low windows: what is read goes on paper whole, what leads on does not; and a projector
// leaves room for the code.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, start, tooWide } from "./page.mjs";

let site;
before(async () => (site = await start()));
after(() => site.stop());

/** What is printed, as text; and whether anything to press is among it. */
async function printed(page) {
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  await page.waitForTimeout(200);
  const shown = await page.evaluate(() => {
    const seen = (element) => element.checkVisibility();
    const pressed = [...document.querySelectorAll("nav, .button, .nav a, input, textarea, .toolbar")].filter(seen);
    return { text: document.body.innerText, pressed: pressed.map((element) => element.outerHTML.slice(0, 90)) };
  });
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  return shown;
}

const has = (text, ...all) => {
  for (const words of all) assert.ok(text.replace(/\s+/g, " ").includes(words), `“${words}” is not printed`);
};

test("a lesson is printed whole", async () => {
  const page = await open(site, "#/learn/a-file-left-open?step=ways-out");
  await page.locator(".options").waitFor();
  const titles = await page.locator(".station .unseen").allInnerTexts();
  const { text, pressed } = await printed(page);
  assert.deepEqual(pressed, []);
  for (const title of titles) has(text, title.match(/^Step \d+: (.*) \(/)[1]);
  has(text, "An online shop writes every order", "To do: ", "def handle(path):", "☐", "To reach in the simulator: ");
  assert.equal(await page.locator(".paper").count(), 0, "on the screen again it is gone");
  await page.done();
});

test("what was put in order is printed as it was put", async () => {
  const page = await open(site, "#/learn/acquire-before-try?step=arrange");
  const lines = page.locator("button.line");
  await lines.first().waitFor();
  const taken = [];
  for (let at = 0; at < 2; at++) {
    taken.push((await lines.nth(1).locator("code").textContent()).trim());
    await lines.nth(1).click();
  }
  const { text } = await printed(page);
  has(text, "Put in order: ", taken[0], taken[1]);
  assert.doesNotMatch(text, /some lines do not belong/);
  await page.done();
});

test("the browser's own printing has it too", async () => {
  const page = await open(site, "#/learn/a-file-left-open?step=ways-out");
  await page.locator(".options").waitFor();
  await page.evaluate(() => {
    window.onPaper = [];
    const look = () => {
      const paper = document.querySelectorAll(".paper .paper-step").length;
      if (paper) window.onPaper.push(paper);
    };
    addEventListener("afterprint", look, true);
  });
  const pdf = await page.pdf();
  assert.ok(pdf.length > 10_000);
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(pages >= 4, `${pages} sheets for a whole lesson`);
  await page.done();
});

test("an entry of the reference is printed alone", async () => {
  const page = await open(site, "#/reference/leaked-on-exception");
  await page.locator("article.entry").waitFor();
  const { text, pressed } = await printed(page);
  assert.deepEqual(pressed, []);
  has(text, "leaked-on-exception", "▲ reported", "✓ fine");
  assert.doesNotMatch(text, /Search|never-awaited|Everything runs in this page/);
  await page.done();
});

test("a finding is printed with its matrix and the program", async () => {
  const page = await open(site);
  await analysed(page);
  await page.locator("article.finding").first().waitFor();
  const message = await page.locator("article.finding h2").first().innerText();
  const { text, pressed } = await printed(page);
  assert.deepEqual(pressed, []);
  has(text, message, "leaked", "acquired", "The program");
  await page.done();
});

// 1440 by 900 at 200 %.
const PROJECTOR = { width: 720, height: 450 };

test("a projector leaves the code three fifths of the window", async () => {
  const page = await open(site);
  await analysed(page);
  await page.setViewportSize(PROJECTOR);
  await page.waitForTimeout(300);
  const seen = await page.locator(".cm-scroller").first().evaluate((editor) => {
    const { top, bottom } = editor.getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, 0);
  });
  assert.ok(seen >= PROJECTOR.height * 0.6, `${seen} of ${PROJECTOR.height} px`);
  await page.done();
});

test("a projector leaves a lesson three fifths of the window, at its beginning and further down", async () => {
  const page = await open(site, "#/learn/a-file-left-open?step=repair");
  await page.locator(".cm-content").waitFor();
  await page.setViewportSize(PROJECTOR);
  for (const far of [0, 600]) {
    await page.evaluate((far) => scrollTo(0, far), far);
    await page.waitForTimeout(200);
    const bars = await page.evaluate(() =>
      [...document.querySelectorAll(".top, .nav")].map((bar) => {
        const { top, bottom } = bar.getBoundingClientRect();
        return [Math.max(0, top), Math.min(innerHeight, bottom)];
      }),
    );
    const covered = bars.reduce((sum, [top, bottom]) => sum + Math.max(0, bottom - top), 0);
    assert.ok(covered <= PROJECTOR.height * 0.4, `${covered} px of bars at ${far}`);
    const wide = await tooWide(page);
    assert.ok(wide <= 0, `${wide} px too wide`);
  }
  await page.done();
});
