// A lesson of one's own, opened from a file: every kind of step by mouse and by keyboard, what is wrong in
// a file, and what is not trusted in one.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { open, shot, start, tooWide } from "./page.mjs";

const FILE = new URL("own-lesson.md", import.meta.url);
let site;
before(async () => (site = await start()));
after(() => site.stop());

/** The Learn page, where a file was picked. */
async function picked(text, options) {
  const page = await open(site, "#/learn", options);
  const buffer = Buffer.from(text ?? (await readFile(FILE)));
  await page.locator(".own-lesson input[type=file]").setInputFiles({ name: "mine.md", mimeType: "text/markdown", buffer });
  return page;
}

const onward = (page) => page.getByRole("link", { name: "Continue →" }).click();
const heading = (page, name) => page.getByRole("heading", { name }).waitFor();

test("a file is a lesson like any other, and its HTML is text", async () => {
  const page = await picked();
  await heading(page, "A lamp that stays on");
  assert.match(page.url(), /#\/learn\/own/);
  await page.getByText("from your file · step 1 of 6").waitFor();
  await page.getByText("<script>window.owned = true</script>").waitFor();
  assert.equal(await page.evaluate(() => window.owned), undefined);
  await page.done();
});

test("a program is run, a number said, ways out marked, lines put in order", async () => {
  const page = await picked();
  await page.getByText("Not run yet.").waitFor();
  assert.equal(await page.locator(".prints").count(), 0);
  await page.getByRole("button", { name: "Run it" }).click();
  assert.equal((await page.locator(".prints").innerText()).trim(), "False\nTrue");
  await page.getByText("Behind it, it is not.").waitFor();
  await onward(page);

  await heading(page, "How many");
  const commit = page.getByRole("button", { name: "Commit and see" });
  assert.ok(await commit.isDisabled());
  await page.getByRole("spinbutton").pressSequentially("10");
  await page.keyboard.press("Enter");
  await page.getByText("That is after one hour.").waitFor();
  await page.getByText("240 lamps").waitFor();
  await page.getByRole("button", { name: "Ask me again" }).click();
  await page.getByRole("spinbutton").fill("240");
  await commit.click();
  await page.getByText("✓ As you said.").waitFor();
  await onward(page);

  await heading(page, "Which are still open");
  await page.getByText("Hidden until you have answered.").waitFor();
  const box = (name) => page.getByRole("checkbox", { name });
  await box(/line 3/).check();
  await box(/line 7/).check();
  await box(/line 7/).uncheck();
  await page.getByRole("button", { name: "Answer", exact: true }).click();
  await page.getByText("Not all as you marked them.").waitFor();
  assert.equal(await page.locator(".option.is-right").count(), 2);
  assert.equal(await page.locator(".option.mine").count(), 1);
  await page.getByRole("button", { name: "Ask me again" }).click();
  await box(/line 3/).check();
  await box(/line 5/).focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Answer", exact: true }).click();
  await page.getByText("✓ As you said.").waitFor();
  await onward(page);

  await heading(page, "Put it in order");
  const take = (name) => page.locator(".line", { hasText: name }).click();
  await take("def name_of");
  await take("lamp = open(path)");
  await take("name = lamp.readline()");
  // A line is missing, so what is not right yet is said calmly.
  await page.locator(".answer.calm .said, .answer.calm .check-line:not(.met)").first().waitFor();
  assert.equal(await page.locator(".said.bad-news").count(), 0);
  await page.done();
});

test("lines are taken, moved and taken out, and the program is judged by its meaning", async () => {
  const page = await picked();
  await page.getByRole("link", { name: /Step 4/ }).click();
  await heading(page, "Put it in order");
  const program = async () => (await page.locator(".lines.taken code").allTextContents()).join("\n");
  for (const line of ["    with open(path)", "def name_of", "lamp.close()", "name = lamp.readline()", "return name"]) {
    await page.locator(".line", { hasText: line }).click();
  }
  await page.getByRole("button", { name: "Down" }).first().click();
  await page.getByRole("button", { name: "Take out" }).nth(2).click();
  assert.equal(await program(), "def name_of(path):\n    with open(path) as lamp:\n        name = lamp.readline()\n    return name");
  await page.getByText("✓ Solved.").waitFor();
  await page.getByText("The block is left on every way").waitFor();
  await page.getByRole("button", { name: "Start again" }).click();
  await page.getByText("Choose its first line.").waitFor();
  await page.getByRole("button", { name: "Undo reset" }).click();
  await page.getByText("✓ Solved.").waitFor();
  await page.getByRole("button", { name: "Start again" }).click();
  await page.getByRole("button", { name: "Show the solution" }).click();
  await page.getByRole("button", { name: "Put it into the program" }).click();
  await page.getByText("✓ Solved.").waitFor();
  await page.done();
});

test("what is wrong in a file is named by its line, and the page goes on", async () => {
  const page = await picked("+++\ntitle = 3\n+++\n## One {.guess}\n");
  await page.getByText("This is no lesson yet:").waitFor();
  await page.getByText(/Line 4: .*guess.* is no kind of step/).waitFor();
  const file = (text) => ({ name: "mine.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
  const input = page.locator(".own-lesson input[type=file]");
  await input.setInputFiles(file(`${await readFile(FILE)}\n${"word ".repeat(400_000)}`));
  await page.getByText(/text after the options goes under/).waitFor();
  await input.setInputFiles(file(await readFile(FILE)));
  await heading(page, "A lamp that stays on");
  await page.done();
});

test("who has written a lesson is told what in it is not so, and learners are not", async () => {
  const text = (await readFile(FILE, "utf8")).replace("minutes = 5", 'minutes = 5\nresources = ["fiel"]');
  const page = await picked(text);
  await heading(page, "A lamp that stays on");
  const told = page.getByText(/in your file to look at; only you are told/);
  await told.click();
  await page.getByText("there is no resource").waitFor();
  await page.reload();
  await heading(page, "A lamp that stays on");
  assert.equal(await told.count(), 0);
  await page.done();
});

test("a line is drawn with the mouse, and with the keyboard", async () => {
  const page = await picked();
  await page.getByRole("link", { name: /Step 6/ }).click();
  await heading(page, "Draw it");
  const commit = page.getByRole("button", { name: "Commit and see" });
  assert.ok(await commit.isDisabled());
  await page.locator(".sketch").scrollIntoViewIfNeeded();
  const plot = await page.locator(".sketch").boundingBox();
  // The corners of the plot, as shares of the picture (src/app/pages/lesson/sketch.rs).
  const [left, right, top, bottom] = [64 / 560, 540 / 560, 32 / 300, 252 / 300];
  const at = (share) => [plot.x + plot.width * (left + share * (right - left)), plot.y + plot.height * (bottom + share * (top - bottom))];
  await page.mouse.move(...at(0));
  await page.mouse.down();
  await page.mouse.move(...at(1), { steps: 5 });
  await page.mouse.up();
  // The line ends where the pen is lifted, whatever moves over the plot afterwards, and with any button.
  const drawn = () => page.getByRole("slider").evaluateAll((points) => points.map((it) => it.getAttribute("aria-valuetext")).join());
  const line = await drawn();
  await page.mouse.move(...at(0.5));
  await page.mouse.down({ button: "right" });
  await page.mouse.move(...at(0.1), { steps: 3 });
  await page.mouse.up({ button: "right" });
  await page.mouse.move(plot.x + plot.width / 2, plot.y - 40);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width / 2, plot.y + 60, { steps: 3 });
  await page.mouse.up();
  assert.equal(await drawn(), line);
  await commit.click();
  await page.getByText("It begins like this.").waitFor();
  await page.getByText("The line is straight, and then flat.").waitFor();
  await page.getByRole("button", { name: "Draw it again" }).click();
  await page.getByRole("slider").first().focus();
  for (const presses of [0, 2, 4, 6, 8, 8]) {
    await page.keyboard.press("Home");
    // A press is a twentieth of the height: half a lamp.
    for (let press = 0; press < 2 * presses; press++) await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowRight");
  }
  assert.equal(await page.getByRole("slider").last().getAttribute("aria-valuetext"), "8");
  await page.reload();
  await commit.click();
  await page.getByText("✓ As you said.").waitFor();
  await page.done();
});

test("a link holds the whole lesson, and the lesson is there after a reload", async () => {
  const page = await picked();
  await heading(page, "A lamp that stays on");
  await page.getByRole("button", { name: "Run it" }).click();
  await page.reload();
  await page.locator(".prints").waitFor();
  await page.goto(`${site.address}#/learn`);
  await page.getByRole("button", { name: "Copy a link that holds it" }).click();
  await page.getByText("Link copied.").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.length < 8_000, `${link.length} characters`);
  await page.done();
  const other = await open(site, link.slice(site.address.length));
  await heading(other, "A lamp that stays on");
  await other.getByText("from your file · step 1 of 6").waitFor();
  await other.done();
  const cut = await open(site, link.slice(site.address.length, -40));
  await cut.getByText(/The link is damaged/).waitFor();
  await cut.done();
});

test("a link is left behind, and a damaged one takes nothing away", async () => {
  const page = await picked();
  await heading(page, "A lamp that stays on");
  await page.getByRole("button", { name: "Run it" }).click();
  await page.locator(".prints").waitFor();
  await onward(page);
  await heading(page, "How many");
  await page.goto(`${site.address}#/learn`);
  await page.getByRole("button", { name: "Copy a link that holds it" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto(`${site.address}#/reference`);
  await page.getByRole("heading", { level: 1, name: "Reference" }).waitFor();
  await page.goto(link);
  await heading(page, "How many");
  assert.doesNotMatch(page.url(), /lesson=/);
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Reference" }).waitFor();
  await page.goto(link.slice(0, -40));
  await page.getByText(/The link is damaged/).waitFor();
  await page.getByRole("link", { name: "To the course" }).click();
  await page.getByRole("link", { name: "Go on with “A lamp that stays on”" }).click();
  await heading(page, "How many");
  await page.goto(`${site.address}#/learn`);
  await page.reload();
  await page.getByRole("link", { name: "Go on with the last one" }).click();
  await heading(page, "How many");
  await page.done();
});

test("the last step says where the facts are from", async () => {
  const page = await picked();
  await page.getByRole("link", { name: /Step 6/ }).click();
  const source = page.getByRole("link", { name: "The Python tutorial on reading and writing files" });
  assert.equal(await source.getAttribute("href"), "https://docs.python.org/3/tutorial/inputoutput.html");
  await page.done();
});

for (const size of ["desk", "phone"]) {
  for (const theme of ["light", "dark"]) {
    test(`the new kinds of step fit a ${size} in the ${theme}`, async () => {
      const page = await picked(undefined, { size, theme });
      for (const [step, name] of [[2, "How many"], [3, "Which are still open"], [4, "Put it in order"], [6, "Draw it"]]) {
        await page.getByRole("link", { name: new RegExp(`Step ${step}`) }).click();
        await heading(page, name);
        if (step === 4) {
          for (const line of ["def name_of", "    with open(path)", "        name = lamp.readline()"]) await page.locator(".line", { hasText: line }).click();
          await page.locator(".checks").waitFor();
        }
        assert.ok((await tooWide(page)) <= 0, `step ${step} is too wide`);
        await shot(page, `own-${step}-${size}-${theme}`);
      }
      await page.done();
    });
  }
}

test("progress goes into a file and comes back from one, and a start anew can be undone", async () => {
  const page = await open(site, "#/learn/a-file-left-open?step=damaged");
  await page.getByRole("radio").nth(1).check();
  await page.getByRole("button", { name: "Commit and see" }).click();
  await page.getByText("✓ As you said.").waitFor();
  await page.goto(`${site.address}#/learn`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save it to a file" }).click();
  const file = await (await download).path();
  const finished = page.locator(".lesson-card", { hasText: "A file left open" }).locator(".tally");
  assert.match(await finished.innerText(), /1 of/);
  await page.getByRole("button", { name: "Start the course again" }).click();
  await finished.getByText(/^\d+ steps$/).waitFor();
  await page.getByRole("button", { name: "Undo: have my progress back" }).click();
  await finished.getByText(/1 of/).waitFor();
  await page.getByRole("button", { name: "Start the course again" }).click();
  const input = page.locator(".record input[type=file]");
  await input.setInputFiles({ name: "no.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await page.getByText(/no progress that can be read/).waitFor();
  await input.setInputFiles({ name: "mine.json", mimeType: "application/json", buffer: await readFile(file) });
  await finished.getByText(/1 of/).waitFor();
  await page.done();
});
