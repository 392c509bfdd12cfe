// Runs before the first paint and before WebAssembly: the theme, the loader of scripts that are
// wanted only on some pages, the downloads of page and engine, and a notice for when nothing else works.

import { Between } from "./early";
import { type Tell, ahead, compiled, engine } from "./modules";

/** What the page may be painted in, and as the system has it. */
export type Theme = "light" | "dark" | "system";

/** What the app calls, as `window.leaklab`. */
export interface Bridge {
  /** Loads a script of ours, named by a `<meta name="leaklab:NAME">` of the page. */
  load(name: string): Promise<unknown>;
  /** The address of such a file, from the page's own. */
  address(name: string): string;
  /** Paints the page in a theme and remembers it. */
  setTheme(theme: Theme): void;
  /** The remembered theme. */
  theme(): Theme;
  /** A module of the engine, downloaded once; `tell` hears how far that is. After a failure, tried again. */
  engine(name: string, tell: Tell, priority?: RequestPriority): Promise<WebAssembly.Module>;
  /** Says that the page itself cannot go on. */
  broken(report: string): void;
  /**
   * Downloads the page and hands it the document, which `taken` hears of first; a part of the engine comes
   * before, if somebody waits for that.
   */
  start(isEngineFirst: boolean, taken: () => void): void;
  /** Whether the page has been handed the document. */
  isStarted(): boolean;
  /** Keeps what was drawn for an address, for the page to show until it has better. */
  keep(at: string, html: string): void;
  /** What was drawn for the address that is shown, or nothing. */
  drawn(): string | undefined;
  /** The keys pressed since the page took the document over, if the keyboard was in an editor then. */
  keysBetween(): string[] | undefined;
}

const KEY = "leaklab.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

function theme(): Theme {
  const asked = new URLSearchParams(location.search).get("theme");
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // Storage can be forbidden; the system's theme is a good answer then.
  }
  const wanted = asked ?? kept;
  return wanted === "light" || wanted === "dark" ? wanted : "system";
}

function paint(wanted: Theme): void {
  const shown = wanted === "system" ? (dark.matches ? "dark" : "light") : wanted;
  document.documentElement.dataset.theme = shown;
  const ink = shown === "dark" ? "#161d26" : "#ffffff";
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", ink);
}

function setTheme(wanted: Theme): void {
  try {
    localStorage.setItem(KEY, wanted);
  } catch {
    // Not kept, but painted.
  }
  paint(wanted);
}

function address(name: string): string {
  return new URL(named(name).content, document.baseURI).href;
}

/** The element that names a file of ours. */
function named(name: string): HTMLMetaElement {
  return document.querySelector<HTMLMetaElement>(`meta[name="leaklab:${name}"]`)!;
}

/** What stands in the box when the page cannot go on, by why. */
const WORDS = {
  stopped: [
    "The page has stopped.",
    "This is our mistake. What is marked as kept in this browser is still there; reload to go on.",
  ],
  unloaded: [
    "Leaklab could not be loaded.",
    "A part of the page did not arrive. Check the connection, and that nothing blocks scripts of this address, then reload. Nothing you have kept is lost.",
  ],
  unstarted: [
    "Leaklab could not start.",
    "This is our mistake, or this browser lacks something that the page needs. Reload once; if that does not help, a current Firefox, Chrome, Edge or Safari will do. Nothing you have kept is lost.",
  ],
  unable: [
    "This browser cannot run Leaklab.",
    "The analysis runs here, in your browser, and needs WebAssembly, which is missing or switched off. A current Firefox, Chrome, Edge or Safari has it; some have a strict mode that switches it off for a site.",
  ],
} as const;

/** How far the page has come: what a failure is told as. */
let stage: keyof typeof WORDS = "unloaded";

/** Says that the page cannot go on: beside what is shown, or in its place when nothing is. */
function broken(report: string, why: keyof typeof WORDS = stage): void {
  if (document.getElementById("broken")) return;
  const isAlone = document.getElementById("main") === null;
  const make = (name: string, text: string, look = "") =>
    Object.assign(document.createElement(name), { textContent: text, className: look });
  const [title, advice] = WORDS[why];
  const said = make("div", "");
  said.setAttribute("role", "alert");
  said.append(make(isAlone ? "h1" : "strong", title), make("p", advice));
  const again = make("button", "Reload", "button main");
  again.onclick = () => location.reload();
  const copy = make("button", "Copy report", "button");
  const whole = `${report}\n\n${location.href.split("#")[0]}\n${navigator.userAgent}`;
  copy.onclick = () => void navigator.clipboard?.writeText(whole).then(() => (copy.textContent = "Report copied"));
  const buttons = make("div", "", "row");
  buttons.append(again, copy);
  const box = make(isAlone ? "main" : "div", "", isAlone ? "broken alone" : "broken");
  box.id = "broken";
  said.append(buttons);
  box.append(said);
  if (isAlone) box.append(make("pre", report.split("\n", 1)[0]?.slice(0, 300) ?? ""));
  document.body.append(box);
}

const bridge: Bridge = {
  load: (name) => import(address(name)),
  address,
  setTheme,
  theme,
  engine: (name, tell, priority) => engine(named(name), tell, priority),
  broken,
  start: (isEngineFirst, taken) => {
    if (typeof WebAssembly !== "object") broken("No WebAssembly.", "unable");
    else start(isEngineFirst, taken).catch((error: unknown) => broken(String(error)));
  },
  isStarted: () => started,
  keep: (at, html) => drawings.set(at, html),
  drawn: () => drawings.get(location.hash),
  keysBetween: () => {
    const keys = between?.end();
    between = undefined;
    return keys;
  },
};

/** Milliseconds that the page may take to put its editor in. */
const PATIENCE = 5000;
let started = false;
let between: Between | undefined;
const drawings = new Map<string, string>();

async function start(isEngineFirst: boolean, taken: () => void): Promise<void> {
  if (isEngineFirst) await ahead(named("engine"));
  // Side by side with the page, which does not wait for it and asks again if it does not arrive.
  else bridge.engine("engine", () => undefined).catch(() => undefined);
  const [app, module] = await Promise.all([import(address("app")), compiled(address("module"))]);
  stage = "unstarted";
  started = true;
  taken();
  if (document.activeElement?.closest(".editor")) between = new Between();
  await app.default({ module_or_path: module });
  // What was put off until after the start, such as the first drawing, is done by then.
  setTimeout(() => (stage = "stopped"));
  // Nobody has made an editor by then: the keys are somebody else's.
  setTimeout(() => bridge.keysBetween(), PATIENCE);
}

/** An error that nobody caught ends a page that is still starting; a later one need not. */
function uncaught(event: ErrorEvent | PromiseRejectionEvent): void {
  if (stage === "unstarted") broken(String("reason" in event ? event.reason : event.message));
}

/** An address is `#/` and names; more strokes at its beginning would be taken for a host. */
function straighten(): void {
  const path = location.hash.slice(1);
  const straight = `/${path.replace(/^[/\\]+/, "")}`;
  if (path && path !== straight) history.replaceState(history.state, "", `#${straight}`);
}

Object.assign(globalThis, { leaklab: bridge });
straighten();
// Told before the page hears of it: its history listens to this, too.
addEventListener("popstate", straighten);
paint(theme());
dark.addEventListener("change", () => paint(theme()));
addEventListener("error", uncaught);
addEventListener("unhandledrejection", uncaught);
addEventListener("DOMContentLoaded", () => paint(theme()));
