// Runs before the first paint and before WebAssembly: the theme, the loader of scripts that are
// wanted only on some pages, a hand on the worker, and a notice for when nothing else works.

type Theme = "light" | "dark" | "system";

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
  /** Ends the worker started last, whatever it is doing. */
  stopWorker(): void;
  /** Whom to tell when a worker could not start or stopped with an error. */
  tellWorkerErrors(listener: (message: string) => void): void;
  /** Says that the page itself cannot go on. */
  broken(report: string): void;
  /** Downloads the page and hands it the document. */
  start(): void;
  /** Whether the page has been handed the document. */
  isStarted(): boolean;
  /** Keeps what was drawn for an address, for the page to show until it has better. */
  keep(at: string, html: string): void;
  /** What was drawn for the address that is shown, or nothing. */
  drawn(): string | undefined;
  /** Whether the keyboard was in an editor when the page took the document over. */
  wasTyping(): boolean;
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
  const named = document.querySelector<HTMLMetaElement>(`meta[name="leaklab:${name}"]`);
  return new URL(named?.content ?? name, document.baseURI).href;
}

function broken(report: string): void {
  if (document.getElementById("broken")) return;
  const box = document.createElement("div");
  box.id = "broken";
  box.className = "broken";
  box.setAttribute("role", "alert");
  const title = document.createElement("strong");
  title.textContent = "The page has stopped.";
  const text = document.createElement("p");
  text.textContent = "This is our mistake. Your draft is kept in this browser; reload to go on.";
  const again = document.createElement("button");
  again.textContent = "Reload";
  again.className = "button main";
  again.onclick = () => location.reload();
  const copy = document.createElement("button");
  copy.textContent = "Copy report";
  copy.className = "button";
  copy.onclick = () => void navigator.clipboard?.writeText(report);
  const buttons = document.createElement("div");
  buttons.className = "row";
  buttons.append(again, copy);
  box.append(title, text, buttons);
  document.body.append(box);
}

// gloo-worker keeps its `Worker` to itself: it cannot be stopped while it hangs, and its errors are
// not told. So the latest one made is remembered here.
let latest: Worker | null = null;
let tell: (message: string) => void = () => {};
/** Milliseconds a worker's own last words, which say where it stopped, have to come first. */
const LAST_WORDS = 300;
class Watched extends Worker {
  constructor(address: string | URL, options?: WorkerOptions) {
    super(address, options);
    latest = this;
    this.addEventListener("error", (event) => {
      const message = event.message || "The script of the worker did not load.";
      setTimeout(() => latest === this && tell(message), event.message ? LAST_WORDS : 0);
    });
  }
}
globalThis.Worker = Watched;

const bridge: Bridge = {
  load: (name) => import(address(name)),
  address,
  setTheme,
  theme,
  stopWorker: () => {
    latest?.terminate();
    latest = null;
  },
  tellWorkerErrors: (listener) => {
    tell = listener;
  },
  broken,
  start: () => {
    if (typeof WebAssembly !== "object") broken("This browser has no WebAssembly.");
    else start().catch((error: unknown) => broken(String(error)));
  },
  isStarted: () => started,
  keep: (at, html) => drawings.set(at, html),
  drawn: () => drawings.get(location.hash),
  wasTyping: () => typing,
};

let started = false;
let typing = false;
const drawings = new Map<string, string>();

async function start(): Promise<void> {
  const module = fetch(address("module"));
  const app = await import(address("app"));
  const answer = await module;
  if (!answer.ok) throw new Error(`${answer.url} is not there (${answer.status}).`);
  const compiled = await WebAssembly.compileStreaming(answer);
  started = true;
  typing = document.activeElement?.closest(".editor") != null;
  await app.default({ module_or_path: compiled });
}

Object.assign(globalThis, { leaklab: bridge });
paint(theme());
dark.addEventListener("change", () => paint(theme()));
addEventListener("DOMContentLoaded", () => paint(theme()));
