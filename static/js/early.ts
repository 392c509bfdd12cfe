// A text that was typed before the page was there to keep it: it is kept for this tab, and so found
// again after a reload, on another page, or where the page could not start at all.

const KEY = "leaklab.early";

/** Keeps it. Where that is forbidden it lives as long as the document. */
export function keep(text: string): void {
  try {
    sessionStorage.setItem(KEY, text);
  } catch {
    // No room, or not allowed: nothing is worse than before.
  }
}

/** What was kept, if anything. */
export function kept(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The page has it now. */
export function forget(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // There is none.
  }
}

/** Whether the page has anything of the reader's own. */
export function hasDraft(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith("leaklab.draft"));
  } catch {
    return false; // storage that is forbidden holds no draft
  }
}

/** Keys that are pressed while the page puts its own editor in the place of the early one. */
export class Between {
  private keys: string[] = [];

  constructor() {
    addEventListener("keydown", this.hear, true);
  }

  private hear = (event: KeyboardEvent): void => {
    const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (document.activeElement !== document.body || !(isText || event.key === "Enter" || event.key === "Backspace")) return;
    this.keys.push(event.key);
    event.preventDefault();
  };

  /** Stops listening; the keys, as `KeyboardEvent.key` names them. */
  end(): string[] {
    removeEventListener("keydown", this.hear, true);
    return this.keys;
  }
}
