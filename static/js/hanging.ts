// A line that has no room goes on below, further to the right than it begins.
import { countColumn, type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** How much further, in columns. */
const FURTHER = 2;
/** The most: of what is indented further, nothing would be left beside it. */
const MOST = 24;

/** The lines in sight, each with how far it hangs. */
function hung(view: EditorView): DecorationSet {
  const { doc, tabSize } = view.state;
  const lines = new RangeSetBuilder<Decoration>();
  let next = 0;
  for (const { from, to } of view.visibleRanges) {
    for (let at = Math.max(from, next); at <= to; at = next) {
      const line = doc.lineAt(at);
      const indent = line.text.length - line.text.trimStart().length;
      const columns = Math.min(countColumn(line.text, tabSize, indent) + FURTHER, MOST);
      lines.add(line.from, line.from, Decoration.line({ attributes: { style: `--hang: ${columns}ch` } }));
      next = line.to + 1;
    }
  }
  return lines.finish();
}

/** The extension. */
export const hanging: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = hung(view);
    }

    update({ docChanged, viewportChanged, view }: ViewUpdate): void {
      if (docChanged || viewportChanged) this.decorations = hung(view);
    }
  },
  { decorations: (it) => it.decorations },
);
