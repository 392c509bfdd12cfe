// Each lesson as a page of its own, to be read without WebAssembly or any script, whose questions come alive
// where there are scripts (alive.ts), and a list of them: what
// `prerender` has drawn, with a head. `SITE=https://…` gives the site map its addresses.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>\u0022]/g, (c) => ESCAPES[c]);
// In the words of a lesson's head, backticks mark code.
const plain = (text) => escaped(text.replaceAll("`", ""));

/** Writes the pages into the folder `learn` of `out`; `drawn` has what was drawn, `css` and `icon` are names of files in `out`. */
export async function reading({ drawn, out, css, icon, script, site }) {
  const course = JSON.parse(await readFile(join(drawn, "reading", "course.json"), "utf8"));
  const folder = join(out, "learn");
  await mkdir(folder, { recursive: true });
  // Without a site nobody knows the addresses, and a card has no picture.
  const address = (page) => (site ? new URL(page, site).href : undefined);
  if (site) await cp(new URL("../readme.png", import.meta.url), join(out, "card.png"));
  for (const [at, { id, front }] of course.entries()) {
    const [before, after] = [course[at - 1], course[at + 1]];
    const link = (entry, words) => (entry ? `<a href="${entry.id}.html">${words}${plain(entry.front.title)}</a>` : "");
    const inside = `<nav class="reading-bar" aria-label="Leaklab">
      <strong><a href="../#/">Leaklab</a></strong><a href="./index.html">All lessons</a>${link(before, "← ")}${link(after, "→ ")}</nav>
      <p><a class="do-it" href="../#/learn/${id}">Do this lesson: predict, run, repair</a></p>
      ${(await readFile(join(drawn, "reading", `${id}.html`), "utf8")).replaceAll('href="#/', 'href="../#/')}
      <p><a class="do-it" href="../#/learn/${id}">Do this lesson: predict, run, repair</a></p>`;
    await writeFile(join(folder, `${id}.html`), document({ title: front.title, description: front.summary, css, icon, script, inside, kind: "article", at: address(`learn/${id}.html`) }));
  }
  const guide = `<nav class="reading-bar" aria-label="Leaklab"><strong><a href="../#/">Leaklab</a></strong><a href="../#/learn">To the course</a></nav>
    <article class="paper reading prose">${await readFile(join(drawn, "reading", "write.html"), "utf8")}</article>`;
  const how = { title: "Write a lesson", description: "How to write a lesson for Leaklab, and how to have it checked.", css, icon, inside: guide, kind: "article", at: address("learn/write.html") };
  await writeFile(join(folder, "write.html"), document(how));
  const item = ({ id, front }) =>
    `<li><h2><a href="${id}.html">${plain(front.title)}</a></h2><p>${plain(front.chapter)} · ${front.minutes} minutes</p><p>${plain(front.summary)}</p></li>`;
  const inside = `<nav class="reading-bar" aria-label="Leaklab"><strong><a href="../#/">Leaklab</a></strong><a href="../#/learn">Do the course</a></nav>
    <article class="reading"><h1>Resource leaks in Python: the course</h1><ol class="prose">${course.map(item).join("\n")}</ol></article>`;
  const description = "Lessons on files, connections, sockets, threads and locks that are never given back.";
  await writeFile(join(folder, "index.html"), document({ title: "The course", description, css, icon, inside, kind: "website", at: address("learn/index.html") }));
  if (site) {
    const pages = ["", "learn/index.html", "learn/write.html", ...course.map(({ id }) => `learn/${id}.html`)];
    const urls = pages.map((page) => `<url><loc>${escaped(new URL(page, site).href)}</loc></url>`);
    const map = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join("\n")}\n</urlset>\n`;
    await writeFile(join(out, "sitemap.xml"), map);
  }
}

/** A page with a head of its own, and the one script that it runs, if any. */
function document({ title, description, css, icon, script, inside, kind, at }) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${script ? "script-src 'self'; " : ""}style-src 'self' 'unsafe-inline'; img-src 'self' data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(title)} · Leaklab</title>
<meta name="description" content="${plain(description)}">
<meta property="og:title" content="${plain(title)}">
<meta property="og:description" content="${plain(description)}">
<meta property="og:type" content="${kind}">
<meta property="og:site_name" content="Leaklab">
${at ? card(at) : '<meta name="twitter:card" content="summary">'}
<link rel="icon" href="../${icon}">
<link rel="stylesheet" href="../${css}">
${script ? `<script type="module" src="../${script}"></script>\n` : ""}</head>
<body><main class="reading-page">
${inside}
</main></body>
</html>
`;
}

/** What the head of a page says when its address is known. */
function card(at) {
  const picture = new URL("../card.png", at).href;
  return `<link rel="canonical" href="${escaped(at)}">
<meta property="og:url" content="${escaped(at)}">
<meta property="og:image" content="${escaped(picture)}">
<meta name="twitter:card" content="summary_large_image">`;
}
