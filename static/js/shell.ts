// Runs at the end of the document: shows the page of the address as it was drawn at build time, so
// that there is something to read before WebAssembly has come, and then starts the page itself.

import type { Bridge, Theme } from "./boot";
import { hasDraft } from "./early";
import { Glance } from "./glance";

/** The drawing of each first word of an address. */
const NAMES = new Map([["", "home"], ...["learn", "check", "simulate", "reference"].map((name): [string, string] => [name, name])]);
/** The drawings that are files of their own, because they are large or many; nothing else is asked for. */
const FILES = new Set(document.querySelector<HTMLMetaElement>('meta[name="leaklab:drawn"]')?.content.split(" "));

const app = document.getElementById("app")!;
declare const leaklab: Bridge;
/** What looks at the text that is typed here before the page is there. */
let looked: Glance | undefined;

function draw(): void {
  const [path = "", query = ""] = location.hash.slice(1).split("?");
  const [first = "", lesson = ""] = path.split("/").slice(1);
  const name = NAMES.get(first) ?? "lost";
  const drawn = document.querySelector<HTMLTemplateElement>(`template[data-page="${name}"]`);
  if (!drawn) return;
  app.replaceChildren(drawn.content.cloneNode(true));
  markTheme();
  const main = app.querySelector("main");
  const step = `learn/${lesson}/${new URLSearchParams(query).get("step") ?? ""}`;
  const names = first === "learn" && lesson ? [step, `learn/${lesson}`] : [name];
  const wanted = names.find((name) => FILES.has(name));
  if (first === "check") edit();
  else if (wanted) void drawFile(wanted);
  else if (names.length === 1) leaklab.keep(location.hash, main?.innerHTML ?? "");
  if (wanted || names.length > 1) main?.replaceChildren();
}

/**
 * Whoever has nothing of their own here can type into the example before the page is there, and sees what
 * the engine finds in it.
 */
function edit(): void {
  const editor = app.querySelector<HTMLElement>(".editor");
  const place = editor?.querySelector<HTMLElement>(".editor-place");
  const wait = editor?.querySelector(".editor-wait");
  if (!editor || !place || !wait) return;
  // What was drawn ends each line, the last one too.
  const text = (wait.textContent ?? "").replace(/\n$/, "");
  if (hasDraft()) {
    // It is the page that knows them; the example is none of them.
    wait.replaceChildren();
    app.querySelector<HTMLElement>(".file")!.style.visibility = "hidden";
    return;
  }
  const glance = (looked ??= new Glance(app.querySelector(".menu-name")?.textContent ?? "", app));
  const { label = "", empty = "" } = editor.dataset;
  const begin = (script: unknown) => {
    if (leaklab.isStarted() || !place.isConnected) return;
    wait.remove();
    (script as typeof import("./editor")).begin(place, text, { label, empty, readOnly: false, document: "" }, glance);
  };
  // What one types into comes before what looks at it. Not downloaded: the page tries again, and says so.
  const look = () => void glance.start().catch(() => undefined);
  leaklab.load("editor").then((script) => (look(), begin(script)), look);
}

async function drawFile(name: string): Promise<void> {
  const at = location.hash;
  const answer = await fetch(new URL(`drawn/${name}.html`, document.baseURI)).catch(() => null);
  if (!answer?.ok) return;
  const html = await answer.text();
  if (leaklab.isStarted() || location.hash !== at) return;
  const drawn = document.createElement("template");
  drawn.innerHTML = html;
  app.replaceChildren(drawn.content);
  markTheme();
  leaklab.keep(at, app.querySelector("main")?.innerHTML ?? "");
}

const themes = () => app.querySelectorAll<HTMLButtonElement>("button.choice[value]");

/** The theme that is on is the one that looks pressed. */
function markTheme(): void {
  for (const button of themes()) button.setAttribute("aria-pressed", String(button.value === leaklab.theme()));
}

// The page begins with the theme that is remembered, and later says the same as this.
app.addEventListener("click", (event) => {
  const pressed = [...themes()].find((button) => button.contains(event.target as Node));
  if (!pressed) return;
  leaklab.setTheme(pressed.value as Theme);
  markTheme();
});

const follow = () => {
  if (leaklab.isStarted()) removeEventListener("hashchange", follow);
  else draw();
};
addEventListener("hashchange", follow);
draw();
leaklab.start(looked !== undefined, () => looked?.end());
