// The editor: CodeMirror with Python, dressed in the page's own colours, spoken to in the report's
// terms (lines and columns from 1, columns in Unicode characters, a byte-order mark not counted).
import { defaultKeymap, deleteCharBackward, history, historyField, historyKeymap, indentLess, indentMore, insertNewlineAndIndent, redo, undo } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
  LanguageSupport,
  syntaxHighlighting,
} from "@codemirror/language";
import { linter, lintKeymap, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type EditorStateConfig, type StateEffect, Transaction } from "@codemirror/state";
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  type KeyBinding,
  keymap,
  lineNumbers,
  placeholder,
  rectangularSelection,
} from "@codemirror/view";
import type { Bridge } from "./boot";
import { colours } from "./colours";
import { forget, hasDraft, keep, kept } from "./early";
import type { Glance } from "./glance";
import { hanging } from "./hanging";
import { diagnostics, marks, setMarks, type Marks } from "./marks";
import { lineEnd, lineStart, offset, type Span } from "./places";

declare const leaklab: Bridge;

/** What the editor tells the app. */
interface Told {
  /** Something was typed, pasted, undone or replaced: what was known about the text is old. */
  edited(): void;
  /** The text, once the typing pauses. */
  text(text: string): void;
  /** The reader chose the finding of that index, in its mark or its card. */
  chosen(index: number): void;
  /** The reader wants fix `fix` of finding `index`. */
  fix(index: number, fix: number): void;
}

/** How an editor is made. */
export interface Wishes {
  label: string;
  readOnly: boolean;
  empty: string;
  document: string;
}

/** Texts that were left, by their names: what can be undone in them, and where the reader was. */
const left = new Map<string, { state: unknown; scroll: StateEffect<unknown> }>();
const REMEMBERED = { history: historyField };

/** The state of a text, as it was left if it was and has not become another since. */
function remembered(name: string, config: EditorStateConfig): EditorState {
  const fresh = EditorState.create(config);
  const before = left.get(name);
  if (!before) return fresh;
  const again = EditorState.fromJSON(before.state, config, REMEMBERED);
  return again.doc.eq(fresh.doc) ? again : fresh;
}

/** How long typing must pause before the text is taken: longer for texts that take longer. */
function pause(length: number): number {
  return Math.min(30 + length / 4000, 700);
}

/** The keys that find, replace, select the next of the same, and go to a line. */
const FIND = ["Mod-f", "Mod-d", "Mod-Shift-l", "Mod-Alt-g"];

/** One editor in the page. */
export class Editor {
  private view: EditorView;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private quiet = false;
  private name: string;
  private config: EditorStateConfig;
  private finding = new Compartment();
  /** What was shown last, as JSON. */
  private shown: string | undefined;

  constructor(parent: HTMLElement, text: string, wishes: Wishes, private told: Told) {
    const { label, readOnly, empty, document: name } = wishes;
    this.name = name;
    const locked = new Compartment();
    const hint = leaving(parent, readOnly);
    this.config = {
      doc: text,
      extensions: [
        lineNumbers(),
        marks((index) => this.told.chosen(index)),
        foldGutter({ openText: "⌄", closedText: "›" }),
        codeFolding(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        dropCursor(),
        EditorState.allowMultipleSelections.of(true),
        indentOnInput(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        bracketMatching(),
        rectangularSelection(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        this.finding.of([]),
        new LanguageSupport(pythonLanguage),
        syntaxHighlighting(colours),
        linter(null),
        EditorView.lineWrapping,
        hanging,
        EditorView.contentAttributes.of({
          "aria-label": label,
          ...(hint && { "aria-describedby": hint.id }),
          // What scrolls must be reached by keyboard.
          tabindex: "0",
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
        }),
        placeholder(empty),
        locked.of([EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)]),
        keymap.of([
          // Tab indents; Escape first, then Tab, leaves the editor (CodeMirror's own rule).
          { key: "Tab", run: indentMore, shift: indentLess },
          { key: "Alt-n", run: nextDiagnostic, shift: previousDiagnostic },
          ...defaultKeymap,
          ...FIND.map((key) => this.finds(key)),
          ...historyKeymap,
          ...foldKeymap,
          ...lintKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !this.quiet) this.changed();
        }),
      ],
    };
    this.view = new EditorView({ parent, state: remembered(name, this.config) });
    if (hint) this.view.dom.append(hint);
    const scroll = left.get(name)?.scroll;
    if (scroll) this.view.dispatch({ effects: scroll });
    addEventListener("pagehide", this.leave);
  }

  /** A page that is left, or a text that is, may have changes whose pause has not come. */
  private leave = (): void => {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.told.text(this.text());
  };

  /** A key of finding and replacing: its code is loaded first, and has the key from then on. */
  private finds(key: string): KeyBinding {
    const load = async (view: EditorView) => {
      const { command, find } = await import("./find");
      view.dispatch({ effects: this.finding.reconfigure(find) });
      command(key)?.(view);
    };
    // Not downloaded: nothing happens, and the key tries again.
    const run = (view: EditorView) => (load(view).catch(() => undefined), true);
    return { key, run };
  }

  private changed(): void {
    this.told.edited();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.told.text(this.text());
    }, pause(this.view.state.doc.length));
  }

  /** The text, lines ending in `\n`. */
  text(): string {
    return this.view.state.doc.toString();
  }

  /** Replaces the whole text, as one step that can be undone. */
  replace(text: string): void {
    const all = { from: 0, to: this.view.state.doc.length, insert: text };
    this.view.dispatch({ changes: all, selection: { anchor: 0 }, scrollIntoView: true });
  }

  /** Applies edits, a list of `{span, text}`, as one step that can be undone. */
  apply(edits: string): void {
    const doc = this.view.state.doc;
    const changes = (JSON.parse(edits) as { span: Span; text: string }[]).map(({ span, text }) => ({
      from: offset(doc, span.line, span.column),
      to: offset(doc, span.end_line, span.end_column),
      insert: text,
    }));
    this.view.dispatch({ changes, annotations: Transaction.userEvent.of("input.fix") });
  }

  /** Shows what was found: squiggles, marks beside the lines, chips at their ends, a path. */
  show(marks: string): void {
    this.shown = marks;
    const shown = JSON.parse(marks) as Marks;
    const found = diagnostics(this.view.state.doc, shown, this.told);
    this.view.dispatch({ effects: setMarks.of(shown) }, setDiagnostics(this.view.state, found));
  }

  /** Brings a line into view, and puts the cursor there if the reader is not elsewhere typing. */
  reveal(line: number): void {
    const doc = this.view.state.doc;
    const at = lineStart(doc, line);
    this.view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "nearest", yMargin: 80 }) });
  }

  /** Puts the cursor at the end of a line and gives the editor the keyboard. */
  focus(line: number): void {
    const at = lineEnd(this.view.state.doc, line);
    this.view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    this.view.focus();
  }

  /** Goes on where another editor was left: its text, what can be undone in it, what was found in it, its
   * cursor and place. */
  goOn(other: Editor, scroll: StateEffect<unknown> | undefined): void {
    const { doc } = this.view.state;
    this.view.setState(EditorState.fromJSON(other.view.state.toJSON(REMEMBERED), this.config, REMEMBERED));
    if (other.shown !== undefined) this.show(other.shown);
    if (scroll) this.view.dispatch({ effects: scroll });
    if (!doc.eq(this.view.state.doc)) this.changed();
  }

  /** Types keys that were pressed when no editor had the keyboard, and takes it. */
  type(keys: string[]): void {
    this.view.focus();
    for (const key of keys) {
      if (key === "Enter") insertNewlineAndIndent(this.view);
      else if (key === "Backspace") deleteCharBackward(this.view);
      else this.view.dispatch(this.view.state.replaceSelection(key), { userEvent: "input.type" });
    }
  }

  /** Where the reader is. */
  place(): StateEffect<unknown> {
    return this.view.scrollSnapshot();
  }

  /** Takes the last step back, wherever the keyboard is. */
  undo(): void {
    undo(this.view);
  }

  /** Makes it again. */
  redo(): void {
    redo(this.view);
  }

  /** Takes the editor out of the page. A text whose pause has not come is told first. */
  destroy(): void {
    this.leave();
    removeEventListener("pagehide", this.leave);
    if (this.name) left.set(this.name, { state: this.view.state.toJSON(REMEMBERED), scroll: this.place() });
    this.quiet = true;
    this.view.destroy();
  }
}

let hints = 0;
let lastKey = "";
addEventListener("keydown", (event) => (lastKey = event.key), true);
addEventListener("pointerdown", () => (lastKey = ""), true);

/** How to leave a text in which Tab indents: told to whoever came by Tab. */
function leaving(parent: HTMLElement, readOnly: boolean): HTMLElement | undefined {
  if (readOnly) return undefined;
  const hint = document.createElement("p");
  hint.id = `leaving-${(hints += 1)}`;
  hint.className = "editor-hint";
  hint.textContent = "Tab indents. To leave: Esc, then Tab.";
  parent.addEventListener("focusin", () => hint.classList.toggle("shown", lastKey === "Tab"));
  return hint;
}

/** An editor that was made before the page was there: its name, and where the reader was in it. */
let early: { editor: Editor; label: string; scroll: StateEffect<unknown> | undefined } | undefined;

/** Makes an editor before the page is there, whose text is looked at. The page's own of that name goes on with it. */
export function begin(parent: HTMLElement, text: string, wishes: Wishes, glance: Glance): void {
  const before = early;
  const edited = () => keep(editor.text());
  const told: Told = { edited, text: (text) => glance.ask(text), chosen: () => {}, fix: () => {} };
  const editor: Editor = new Editor(parent, before ? text : (kept() ?? text), wishes, told);
  if (before) take(editor, before);
  const now = { editor, label: wishes.label, scroll: before?.scroll };
  early = now;
  glance.showIn(editor);
  glance.ask(editor.text());
  // Asked for here: out of the document it has no place any more.
  parent.addEventListener("scroll", () => (now.scroll = editor.place()), true);
}

/** Gives an editor what an early one has. */
function take(editor: Editor, { editor: other, scroll }: NonNullable<typeof early>): void {
  editor.goOn(other, scroll);
  other.destroy();
  early = undefined;
}

/** Makes an editor inside `parent`. `wishes` is a {@link Wishes} as JSON. */
export function create(
  parent: HTMLElement,
  text: string,
  wishes: string,
  edited: () => void,
  taken: (text: string) => void,
  chosen: (index: number) => void,
  fix: (index: number, fix: number) => void,
): Editor {
  const wanted = JSON.parse(wishes) as Wishes;
  const told = (text: string) => {
    taken(text);
    forget();
  };
  const heir = early?.label === wanted.label ? early : undefined;
  // The page was there before an early editor could be, and has nothing newer.
  const found = early || !wanted.document || hasDraft() ? undefined : kept();
  const isOurs = heir !== undefined || found !== undefined;
  const editor = new Editor(parent, text, wanted, { edited, text: isOurs ? told : taken, chosen, fix });
  if (heir) {
    take(editor, heir);
    const keys = leaklab.keysBetween();
    if (keys) editor.type(keys);
  }
  if (found !== undefined) editor.replace(found);
  return editor;
}
