// Python in the page's own colours: every one a custom property, so that themes need nothing here.
import { HighlightStyle } from "@codemirror/language";
import { tags as t } from "@lezer/highlight";

export const colours = HighlightStyle.define([
  { tag: [t.keyword, t.operatorKeyword, t.modifier, t.self], class: "cm-k" },
  { tag: [t.string, t.special(t.string), t.character], class: "cm-s" },
  { tag: [t.comment, t.lineComment], class: "cm-c" },
  { tag: [t.function(t.definition(t.variableName)), t.definition(t.className), t.className], class: "cm-f" },
  { tag: [t.number, t.bool, t.null], class: "cm-n" },
  { tag: [t.meta, t.annotation], class: "cm-m" },
  { tag: t.invalid, class: "cm-x" },
]);
