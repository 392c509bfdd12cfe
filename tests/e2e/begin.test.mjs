// Nothing that is missing or forbidden at the start leaves a blank page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { analysed, open, paste, start } from "./page.mjs";
import { SHORT } from "./snippets.mjs";

let site;
before(async () => {
  site = await start();
});
after(() => site.stop());

/** What a browser can deny, each as a script that runs before the page. */
const DENIED = {
  "storage that throws when it is asked for": () => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    }
  },
  "storage that is not there": () => {
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { value: null });
  },
  "storage without any room": () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
  },
  "no database": () => Object.defineProperty(window, "indexedDB", { value: undefined }),
};
const PAGES = ["#/", "#/learn", "#/learn/a-file-left-open", "#/check", "#/simulate", "#/reference", "#/nowhere"];

for (const [what, deny] of Object.entries(DENIED)) {
  test(`${what}: every page works, and one line says what is not kept`, { timeout: 120_000 }, async () => {
    const page = await open(site, "#/check", { before: deny });
    await analysed(page);
    await paste(page, SHORT);
    await page.locator("article.finding").waitFor();
    const keeps = what === "no database";
    await page.getByText("kept in this browser", { exact: true }).waitFor({ state: keeps ? "visible" : "detached" });
    const line = page.getByRole("note").filter({ hasText: "when you leave" });
    assert.equal(await line.count(), keeps ? 0 : 1);
    await page.getByRole("button", { name: "Dark" }).click();
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    for (const where of PAGES) {
      await page.goto(`${site.address}${where}`);
      await page.locator("main :is(h1, h2)").first().waitFor({ state: "attached" });
      assert.equal(await page.locator("#broken").count(), 0, where);
    }
    await page.done();
  });
}

/** What can go wrong with what is downloaded: a part, and what comes in its place. */
const MISSING = {
  "the script is not there": [/\/app-[0-9a-f]+\.js/, { status: 404, body: "" }, /could not be loaded/],
  "the module is not there": [/\/app-[0-9a-f]+_bg\.wasm/, { status: 404, body: "" }, /could not be loaded/],
  "the module is cut off": [/\/app-[0-9a-f]+_bg\.wasm/, "abort", /could not be loaded/],
  "the module is something else": [
    /\/app-[0-9a-f]+_bg\.wasm/,
    { status: 200, contentType: "application/wasm", body: "<!doctype html>" },
    /could not be loaded/,
  ],
  "the module fails at its start": [
    /\/app-[0-9a-f]+\.js/,
    { status: 200, contentType: "text/javascript", body: "export default async () => { throw new WebAssembly.RuntimeError('unreachable'); };" },
    /could not start/,
  ],
};

for (const [what, [part, answer, says]] of Object.entries(MISSING)) {
  test(`${what}: the page says what to do, and Reload does it`, async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    let gone = true;
    await context.route(part, (route) => {
      if (!gone) return route.continue();
      return answer === "abort" ? route.abort() : route.fulfill(answer);
    });
    await page.goto(`${site.address}#/check`);
    await explained(page, says);
    gone = false;
    await page.getByRole("button", { name: "Reload" }).click();
    await analysed(page);
    await context.close();
  });
}

/** What a browser can lack so that the page cannot run at all. */
const LACKING = {
  "no WebAssembly": [() => Reflect.deleteProperty(window, "WebAssembly"), /cannot run Leaklab[^]*WebAssembly/],
  "a panic while the page is put in": [
    () => {
      // The page asks for the theme first of all; an answer of the wrong kind cannot be gone on with. What is shown
      // before the page asks as well, and gets one.
      let bridge;
      Object.defineProperty(window, "leaklab", {
        get: () => bridge,
        set(value) {
          const theme = () => {
            if (new Error().stack.includes("wasm")) throw new Error("no theme");
            return value.theme();
          };
          bridge = { ...value, theme };
        },
      });
    },
    /could not start/,
  ],
};

for (const [what, [lack, says]] of Object.entries(LACKING)) {
  test(`${what}: a readable page instead of a blank one`, async () => {
    const context = await site.browser.newContext();
    await context.addInitScript(lack);
    const page = await context.newPage();
    await page.goto(`${site.address}#/check`);
    await explained(page, says);
    await context.close();
  });
}

test("no workers: the page is there, and says that the analyzer does not start", async () => {
  const context = await site.browser.newContext();
  await context.addInitScript(() => Reflect.deleteProperty(window, "Worker"));
  const page = await context.newPage();
  await page.goto(`${site.address}#/check`);
  await page.getByRole("alert").first().waitFor();
  await context.close();
});

/** The page says what is wrong, what to do, and has a report to copy. */
async function explained(page, says) {
  const box = page.getByRole("alert").filter({ hasText: says });
  await box.waitFor();
  assert.ok((await box.innerText()).length > 80, "and what to do");
  await page.getByRole("button", { name: "Copy report" }).waitFor();
}
