// What the analysis says, drawn on the text: squiggles with cards, marks in the gutter, coloured
// lines and chips at line ends. The shapes and words are the app's; here they only get a place.
import type { Diagnostic } from "@codemirror/lint";
import { RangeSet, StateEffect, StateField, type Extension, type Range, type Text } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  gutter,
  gutterLineClass,
  GutterMarker,
  WidgetType,
  type DecorationSet,
} from "@codemirror/view";
import { lineEnd, lineStart, offset, type Span } from "./places";
import { words } from "./words";

/** One finding, or one syntax error (whose index is -1). */
export interface Squiggle extends Span {
  index: number;
  look: string;
  message: string;
  because: string;
  fixes: string[];
  chosen: boolean;
}
interface Chip {
  look: string;
  text: string;
}
/** One line with a colour or chips. */
interface Line {
  line: number;
  look: string;
  chips: Chip[];
}
/** One mark beside a line. */
interface Beside {
  line: number;
  look: string;
  text: string;
  label: string;
  index: number;
}
/** Everything drawn at one moment. */
export interface Marks {
  squiggles: Squiggle[];
  lines: Line[];
  beside: Beside[];
  spot: Span | null;
  stale: boolean;
}

export const setMarks = StateEffect.define<Marks>();

class ChipWidget extends WidgetType {
  constructor(private chips: Chip[]) {
    super();
  }

  override eq(other: ChipWidget): boolean {
    return JSON.stringify(other.chips) === JSON.stringify(this.chips);
  }

  toDOM(): HTMLElement {
    const box = document.createElement("span");
    box.className = "cm-chips";
    for (const { look, text } of this.chips) {
      const chip = document.createElement("span");
      chip.className = `chip ${look}`;
      chip.textContent = text;
      box.append(chip);
    }
    return box;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

class Mark extends GutterMarker {
  constructor(private beside: Beside, private chosen: (index: number) => void) {
    super();
  }

  override eq(other: Mark): boolean {
    return JSON.stringify(other.beside) === JSON.stringify(this.beside);
  }

  override toDOM(): HTMLElement {
    const { index, label, look, text } = this.beside;
    const mark = document.createElement("span");
    mark.className = `cm-beside ${look}`;
    mark.textContent = text;
    mark.title = label;
    if (index >= 0) mark.onclick = () => this.choose();
    return mark;
  }

  /** Has its finding looked at. */
  choose(): void {
    this.chosen(this.beside.index);
  }
}

/** Carries a line's colour into the gutter. */
class Colour extends GutterMarker {
  override elementClass: string;

  constructor(look: string) {
    super();
    this.elementClass = look;
  }

  override eq(other: Colour): boolean {
    return other.elementClass === this.elementClass;
  }
}

function drawn(doc: Text, { lines, spot }: Marks): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  if (spot) {
    const from = offset(doc, spot.line, spot.column);
    const to = offset(doc, spot.end_line, spot.end_column);
    if (to > from) ranges.push(Decoration.mark({ class: "cm-spot" }).range(from, to));
  }
  for (const { line, look, chips } of lines) {
    if (line > doc.lines) continue;
    if (look) ranges.push(Decoration.line({ class: look }).range(lineStart(doc, line)));
    if (chips.length > 0) {
      ranges.push(Decoration.widget({ widget: new ChipWidget(chips), side: 1 }).range(lineEnd(doc, line)));
    }
  }
  return Decoration.set(ranges, true);
}

interface Drawn {
  drawn: DecorationSet;
  beside: RangeSet<GutterMarker>;
  coloured: RangeSet<GutterMarker>;
  stale: boolean;
}

/** The extension that draws; `chosen` hears of clicks in the gutter. */
export function marks(chosen: (index: number) => void): Extension {
  const field = StateField.define<Drawn>({
    create: () => ({ drawn: Decoration.none, beside: RangeSet.empty, coloured: RangeSet.empty, stale: false }),
    update(value, { docChanged, changes, effects, state }) {
      let next = value;
      if (docChanged) {
        next = {
          drawn: value.drawn.map(changes),
          beside: value.beside.map(changes),
          coloured: value.coloured.map(changes),
          stale: true,
        };
      }
      for (const effect of effects) {
        if (!effect.is(setMarks)) continue;
        const doc = state.doc;
        const { beside, lines, stale } = effect.value;
        const marker = (line: number, marker: GutterMarker) => marker.range(lineStart(doc, line));
        const exists = ({ line }: { line: number }) => line <= doc.lines;
        next = {
          drawn: drawn(doc, effect.value),
          beside: RangeSet.of(beside.filter(exists).map((each) => marker(each.line, new Mark(each, chosen))), true),
          coloured: RangeSet.of(
            lines.filter((each) => exists(each) && each.look).map((each) => marker(each.line, new Colour(each.look))),
            true,
          ),
          stale,
        };
      }
      return next;
    },
    provide: (field) => [
      EditorView.decorations.from(field, (value) => value.drawn),
      EditorView.editorAttributes.from(field, (value) => ({ class: value.stale ? "cm-stale" : "" })),
      gutterLineClass.from(field, (value) => value.coloured),
    ],
  });
  // A click on a line chooses what was found there; one that selects text, or asks for more, does not.
  const pointed = (event: MouseEvent, view: EditorView) => {
    const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
    const { beside, stale } = view.state.field(field);
    if (at === null || stale || event.detail > 1 || !view.state.selection.main.empty) return;
    const line = view.state.doc.lineAt(at);
    beside.between(line.from, line.from, (_, __, marker) => (marker as Mark).choose());
  };
  return [
    field,
    gutter({ class: "cm-marks", markers: (view) => view.state.field(field).beside }),
    EditorView.domEventHandlers({ click: pointed }),
  ];
}

/** The squiggles and their cards, for `setDiagnostics`. */
export function diagnostics(
  doc: Text,
  { squiggles }: Marks,
  told: { chosen(index: number): void; fix(index: number, fix: number): void },
): Diagnostic[] {
  return squiggles.map((each) => {
    const from = offset(doc, each.line, each.column);
    const to = Math.max(offset(doc, each.end_line, each.end_column), from);
    return {
      from,
      to,
      severity: each.index < 0 ? "error" : "warning",
      markClass: `cm-squiggle ${each.look}${each.chosen ? " cm-chosen" : ""}`,
      message: each.message,
      renderMessage: () => card(each),
      actions: each.fixes.map((name, fix) => ({ name, apply: () => told.fix(each.index, fix) })),
    };
  });
}

/** A card: what, and why. Code stands between backquotes. */
function card(squiggle: Squiggle): HTMLElement {
  const box = document.createElement("div");
  box.className = "cm-card";
  const what = document.createElement("strong");
  what.append(...words(squiggle.message));
  box.append(what);
  if (squiggle.because) {
    const why = document.createElement("p");
    why.append(...words(squiggle.because));
    box.append(why);
  }
  return box;
}
