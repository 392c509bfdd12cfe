// What the engine sees in a text before the page is there: it is marked in the editor, and listed in the
// panel. The page asks again, and more, when it has the document.

import type { Bridge } from "./boot";
import type { Editor } from "./editor";
import type { Marks, Squiggle } from "./marks";
import { words } from "./words";

declare const leaklab: Bridge;

/** How many findings are listed. */
const MOST = 50;
/** Milliseconds after which a worker that has not answered is stopped, when nobody needs it any more. */
const PATIENCE = 5000;

/** The engine, looking at one text after the other. */
export class Glance {
  private worker: Worker | undefined;
  private isWanted = false;
  private isBusy = false;
  private hasHeard = false;
  private text: string | undefined;
  private editor: Pick<Editor, "show" | "focus"> | undefined;

  /** Sees to a file of that name, and tells of it in a part of the page. */
  constructor(private path: string, private place: HTMLElement) {}

  /** Has the engine come, once, and look at what there is by then. What does not arrive, the page tells. */
  async start(): Promise<void> {
    if (this.isWanted) return;
    this.isWanted = true;
    // Its script comes beside the module.
    const worker = new Worker(leaklab.address("engine-worker"), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<unknown>) => this.hear(data);
    const module = leaklab.engine("engine", (percent, kilobytes) => this.coming(percent, kilobytes), "high");
    const come = await module.catch(() => undefined);
    if (!come || leaklab.isStarted()) return worker.terminate();
    worker.postMessage(come);
    this.worker = worker;
    if (this.text !== undefined) this.ask(this.text);
  }

  /** The text is this now. Of several that come while one is looked at, the last is looked at next. */
  ask(text: string): void {
    this.text = text;
    if (!this.worker || this.isBusy) return;
    this.isBusy = true;
    this.worker.postMessage([this.path, text]);
  }

  /** What is found is shown in this editor from now on. */
  showIn(editor: Pick<Editor, "show" | "focus">): void {
    this.editor = editor;
  }

  /** The page has the document. A worker that is still on its way is stopped when it is there. */
  end(): void {
    const worker = this.worker;
    if (!worker) return;
    this.worker = undefined;
    const stop = () => worker.terminate();
    if (this.hasHeard) return stop();
    worker.onmessage = stop;
    setTimeout(stop, PATIENCE);
  }

  private hear(said: unknown): void {
    // A text on its own is the worker's last words: the page's own worker will have to say them again.
    this.hasHeard = true;
    if (!Array.isArray(said) || leaklab.isStarted()) return;
    this.isBusy = false;
    const [text, marks] = said as [string, string];
    if (this.text !== undefined && text !== this.text) return this.ask(this.text);
    this.editor?.show(marks);
    const { squiggles, beside } = JSON.parse(marks) as Marks;
    // A place that is not Python has a squiggle, too, and is no finding.
    const found = squiggles.filter(({ index }) => index >= 0);
    const count = found.length === 1 ? "1 finding" : `${found.length || "No"} findings`;
    this.tell(found.length ? this.list(count, found, beside) : nothing(count), count);
  }

  /** So many findings, and the first of them. */
  private list(count: string, found: Squiggle[], beside: Marks["beside"]): Node {
    const shape = (line: number) => beside.find((mark) => mark.line === line)?.text ?? "";
    const cards = found.slice(0, MOST).map((each) => make("li", {}, this.card(each, shape(each.line))));
    const head = make("p", { className: "summary" }, make("b", {}, count), "Why, and what to do about it, comes in a moment.");
    return make("div", {}, head, make("ol", { className: "findings" }, ...cards));
  }

  /** A finding, as the page draws it while it is not looked at. */
  private card({ line, look, message }: Squiggle, shape: string): Node {
    const card = drawn("finding");
    const button = card.querySelector("button")!;
    button.className = `finding closed ${look}`;
    button.onclick = () => this.editor?.focus(line);
    button.querySelector(".finding-shape")!.textContent = shape;
    button.querySelector(".finding-title")!.replaceChildren(...words(message));
    button.querySelector(".where span")!.textContent = `${line}`;
    return card;
  }

  private coming(percent: number, kilobytes: number): void {
    if (leaklab.isStarted()) return;
    const box = drawn("coming");
    box.querySelector("progress")!.value = percent;
    [percent, kilobytes].forEach((number, at) => (box.querySelectorAll("span")[at]!.textContent = `${number}`));
    this.tell(box);
  }

  /** Puts something into the panel, and a word above it. */
  private tell(box: Node, word?: string): void {
    const panel = this.place.querySelector("#panel");
    if (!panel) return;
    panel.replaceChildren(box);
    panel.classList.remove("stale");
    const state = this.place.querySelector(".state");
    if (word !== undefined && state) state.textContent = word;
  }
}

/** What the panel says of a text without findings. */
function nothing(count: string): Node {
  return make("div", { className: "blank" }, make("h2", {}, count), make("p", {}, "How each way out fares comes in a moment."));
}

function make(name: string, more: Partial<HTMLElement>, ...inside: (Node | string)[]): HTMLElement {
  const element = Object.assign(document.createElement(name), more);
  element.append(...inside);
  return element;
}

/** What was drawn at build time for this script to fill in. */
function drawn(name: string): DocumentFragment {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-page="${name}"]`)!;
  return template.content.cloneNode(true) as DocumentFragment;
}
