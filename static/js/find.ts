// Finding and replacing in the editor. Its own file, loaded when one of its keys is first pressed.
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import type { Extension } from "@codemirror/state";
import { type Command, keymap } from "@codemirror/view";

/** What the editor needs for it. */
export const find: Extension = [highlightSelectionMatches(), search({ top: true }), keymap.of(searchKeymap)];

/** What a key does. */
export function command(key: string): Command | undefined {
  return searchKeymap.find((binding) => binding.key === key)?.run;
}
