// Two ears for the page: keys that nobody else wants, and whether something is in sight. Loaded with
// the timeline.

/** Fields: every key is theirs. */
const FIELDS = "input, textarea, select, [contenteditable], .cm-editor";
/** What the space bar presses. */
const PRESSED = "button, a, summary, [role=button]";
/** What arrows move in. */
const MOVED = "[role=tablist], [role=region][tabindex], pre[tabindex]";

/** Tells of each of the wanted keys, by the browser's name in small letters, until the returned
    function is called. The browser then does nothing else with it. */
export function keys(wanted: string, hear: (key: string) => void): () => void {
  const names = wanted.split("\n");
  const listen = (event: KeyboardEvent): void => {
    const key = event.key.toLowerCase();
    const on = event.target instanceof Element ? event.target : document.body;
    const isTaken =
      event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey ||
      on.closest(FIELDS) !== null ||
      (key === " " && on.closest(PRESSED) !== null) ||
      (key.startsWith("arrow") && on.closest(MOVED) !== null);
    if (isTaken || !names.includes(key)) return;
    event.preventDefault();
    hear(key);
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

/** Tells `yes` or `no` whenever it changes whether an element is in view, in a tab that is in front,
    until the returned function is called. */
export function sight(element: Element, tell: (seen: string) => void): () => void {
  let isNear = true;
  let told = true;
  const look = (): void => {
    const isSeen = isNear && !document.hidden;
    if (isSeen !== told) {
      told = isSeen;
      tell(isSeen ? "yes" : "no");
    }
  };
  const observer = new IntersectionObserver((entries) => {
    isNear = entries.at(-1)?.isIntersecting ?? true;
    look();
  });
  observer.observe(element);
  document.addEventListener("visibilitychange", look);
  return () => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", look);
  };
}
