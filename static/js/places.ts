// From the report's places to CodeMirror's. The report counts lines and columns from 1 and columns
// in Unicode characters; CodeMirror counts UTF-16 units from the start of the document. A
// byte-order mark at the start is a character for CodeMirror and nothing for the report.
import type { Text } from "@codemirror/state";

/** A piece of text as the report names it. */
export interface Span {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

const MARK = "\uFEFF";

/** UTF-16 units of the first `count` characters of `text`. */
export function units(text: string, count: number): number {
  let at = 0;
  for (let seen = 0; seen < count && at < text.length; seen++) {
    const high = text.charCodeAt(at);
    const low = text.charCodeAt(at + 1);
    const pair = high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
    at += pair ? 2 : 1;
  }
  return at;
}

/** The document's offset of a line and column; places past the end are moved to the end. */
export function offset(doc: Text, line: number, column: number): number {
  if (line > doc.lines) return doc.length;
  const { from, text } = doc.line(Math.max(line, 1));
  const skipped = line <= 1 && text.startsWith(MARK) ? 1 : 0;
  return from + skipped + units(text.slice(skipped), column - 1);
}

/** Start of a line, or of the last one when there are fewer. */
export function lineStart(doc: Text, line: number): number {
  return doc.line(Math.min(Math.max(line, 1), doc.lines)).from;
}

/** End of a line, or of the last one when there are fewer. */
export function lineEnd(doc: Text, line: number): number {
  return doc.line(Math.min(Math.max(line, 1), doc.lines)).to;
}
