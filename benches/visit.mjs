// A first visit on a slow line with a slow processor: when each page paints, can be read, typed into,
// and answers; how far things move meanwhile; what was downloaded. The line is slowed down in the
// server, so that workers feel it too; the processor by the browser, on the main thread.
//
//   node benches/visit.mjs [WORD …]   only the visits with one of these words
import { chromium } from "playwright-core";
import { DIST, executable } from "../tests/e2e/page.mjs";
import { Line, serve } from "../static/js/serve.mjs";

/** "Slow 4G" as Lighthouse has it: 1.6 Mbit/s (in bytes a second), 150 ms there and back. */
const SLOW_4G = { rate: 1_638_400 / 8, latency: 150 };
/** How many times slower the main thread is. */
const PROCESSOR = 4;
/** Each visit is made so often; the middle one counts. */
const TIMES = 3;
/** Brotli's own highest, as a server has time for that keeps what it made. */
const BEST = 11;

const FINDING = ".findings li";
const EDITOR = ".cm-content";
const MARK = ".cm-squiggle";
/** Where to go, and what is waited for, each with the seconds it may take. */
const VISITS = [
  { name: "home", at: "#/", until: { read: ["h1", 1.5], picture: [".meter svg", 30] } },
  { name: "learn", at: "#/learn", until: { read: ["h1", 1.5] } },
  { name: "lesson", at: "#/learn/a-file-left-open", until: { read: [".lesson .prose p", 1.5], alive: [".lesson .onward a", 30] } },
  { name: "reading", at: "learn/a-file-left-open.html", until: { read: [".reading .prose p", 1], alive: [".paper-task button.do-it", 3] } },
  { name: "check", at: "#/check", until: { typed: [EDITOR, 4], marked: [MARK, 5], finding: [FINDING, 6] } },
  { name: "simulate", at: "#/simulate", until: { read: ["main h1, main h2", 1.5], picture: [".lane svg", 30] } },
  { name: "reference", at: "#/reference", until: { read: ["h1", 1.5] } },
];

const wanted = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: executable(), args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
const visits = VISITS.filter(({ name }) => !wanted.length || wanted.some((word) => name.includes(word)));
await warm(visits);
console.log(`${"visit".padEnd(10)} ${"paint".padStart(7)} ${"shift".padStart(7)} ${"kB".padStart(7)}   seconds until`);
for (const visit of visits) {
  const seen = [];
  for (let time = 0; time < TIMES; time++) seen.push(await first(visit));
  const middle = (of) => seen.map(of).sort((a, b) => a - b)[Math.floor(TIMES / 2)];
  const until = Object.entries(visit.until).map(([word, [, most]]) => {
    const took = middle(({ times }) => times[word]);
    return `${word} ${took.toFixed(2)}${took > most ? ` (over ${most})` : ""}`;
  });
  const paint = middle((it) => it.paint).toFixed(2);
  console.log(`${visit.name.padEnd(10)} ${paint.padStart(7)} ${middle((it) => it.shift).toFixed(3).padStart(7)} ${middle((it) => it.bytes / 1000).toFixed(0).padStart(7)}   ${until.join(", ")}`);
}
await browser.close();
process.exit(0);

/** One first visit, in a browser that knows nothing. */
async function first({ at, until }) {
  const line = new Line(SLOW_4G);
  const server = await serve({ folder: DIST.pathname, line, quality: BEST });
  const address = `http://127.0.0.1:${server.address().port}/`;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: PROCESSOR });
  await page.addInitScript((until) => {
    const seen = (window.seen = { shift: 0, times: {} });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    const look = () => {
      for (const [word, [selector]] of Object.entries(until)) {
        if (!(word in seen.times) && document.querySelector(selector)?.getClientRects().length) seen.times[word] = performance.now() / 1000;
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, until);
  await page.goto(address + at, { waitUntil: "commit" });
  await page.waitForFunction((words) => words.every((word) => word in window.seen.times), Object.keys(until), { timeout: 60_000, polling: 100 });
  await page.waitForTimeout(1500);
  const { shift, times, paint } = await page.evaluate(() => ({
    ...window.seen,
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime / 1000,
  }));
  const bytes = line.carried;
  await context.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  return { shift, times, paint, bytes };
}

/** Has everything compressed beforehand: how long that takes is not what is measured. */
async function warm(visits) {
  const server = await serve({ folder: DIST.pathname, quality: BEST });
  const address = `http://127.0.0.1:${server.address().port}/`;
  const page = await browser.newPage();
  for (const { at } of visits) {
    await page.goto("about:blank");
    await page.goto(address + at, { waitUntil: "networkidle", timeout: 120_000 });
  }
  await page.close();
  server.closeAllConnections();
  server.close();
}
