// What every browser test needs: a served dist/, a Chromium, and a page whose every complaint is
// an error.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { serve } from "../../static/js/serve.mjs";

/** The site that is tested. */
export const DIST = new URL("../../dist/", import.meta.url);
const SHOTS = new URL("./screenshots/", import.meta.url).pathname;

/** The browser that is installed, as `.ci/tools` finds it. */
export function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // Not this one.
    }
  }
  throw new Error("No Chromium: set CHROMIUM to its path.");
}

/** Starts a server and a browser; `at` is the folder the site stands in. */
export async function start({ at = "/" } = {}) {
  // The browser first: where there is none, no server is left behind that would keep the tests from ending.
  const browser = await chromium.launch({
    executablePath: executable(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  const server = await serve({ folder: DIST.pathname, at });
  const address = `http://127.0.0.1:${server.address().port}${at}`;
  const stop = async () => {
    await browser.close();
    await new Promise((closed) => server.close(closed));
  };
  return { address, browser, stop };
}

/** Sizes that pages are looked at in. */
export const SIZES = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

/**
 * Opens a page. `where` is what follows the site's address; `before` runs in it before anything; `route`
 * says what becomes of some requests; `isAwaited`, whether the page has to be alive first. The page's
 * `complaints` are all errors and warnings of the console, uncaught errors and failed or foreign requests.
 */
export async function open({ address, browser }, where = "#/check", { size = "desk", theme = "light", before, route = {}, isAwaited = true } = {}) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: theme,
    hasTouch: size === "phone",
    isMobile: size === "phone",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  if (before) await context.addInitScript(before);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    // What a page was still getting ahead is called off when it is left.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") complaints.push(`failed: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(address)) {
      complaints.push(`foreign: ${request.url()}`);
    }
  });
  for (const [files, handle] of Object.entries(route)) await page.route(files, handle);
  await page.goto(where === "about:blank" ? where : address + where);
  // What was drawn at build time looks like the page, and hears nothing.
  const alive = () => window.leaklab?.isStarted() && document.getElementById("main") && !document.querySelector(".drawn");
  if (where !== "about:blank" && isAwaited) await page.waitForFunction(alive).catch(() => {});
  return Object.assign(page, { complaints, done: () => done(page, context, complaints) });
}

/** Closes a page, which must have had nothing to complain about. */
async function done(page, context, complaints) {
  await context.close();
  assert.deepEqual(complaints, []);
}

/** Waits until the Check page knows everything about the text it has. */
export async function analysed(page) {
  await page.locator(".state", { hasText: "Analysed in" }).waitFor();
  await page.locator(".panel:not(.stale)").waitFor();
}

/** Goes to the end of the run, however long it takes to play. */
export async function toTheEnd(page) {
  const scrub = page.getByLabel("Moment of the run");
  for (let turn = 0; turn < 40; turn++) {
    await scrub.focus();
    await scrub.press("End");
    await page.waitForTimeout(150);
    if (await page.getByText(/The run is over|The watched time is over/).count()) return;
  }
  assert.fail("the run does not end");
}

/** Opens the knobs of the Simulate page that are folded. */
export const unfold = (page) => page.locator(".fold").evaluateAll((all) => all.forEach((fold) => (fold.open = true)));

/** Asks for the numbers of a picture, by its title in the menu of downloads. */
export async function numbersOf(page, title) {
  await page.locator(".passing summary").click();
  await page.getByRole("button", { name: `${title} as CSV`, exact: true }).click();
}

/** Replaces the editor's text as a paste does. */
export async function put(page, text) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(".cm-content").dispatchEvent(event);
  }, text);
}

/** Replaces the editor's text as a paste does, and waits for the analysis. */
export async function paste(page, text) {
  await put(page, text);
  await page.locator(".panel.stale, .state .busy").first().waitFor({ timeout: 5_000 }).catch(() => {});
  await analysed(page);
}

/** The editor's text, as copying all of it gives it. */
export async function text(page) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+c");
  return page.evaluate(() => navigator.clipboard.readText());
}

/** By how many pixels the page is wider than its window, once drawn. (On a phone `innerWidth` grows with it.) */
export async function tooWide(page) {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  return (await page.evaluate(() => document.documentElement.scrollWidth)) - page.viewportSize().width;
}

/** Writes a screenshot of the page as it is. */
export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}${name}.png` });
}
