// What a first visit is promised: read by the page that keeps to it, and by the build that counts.

/**
 * Where one types before the page is there, the engine comes first and marks what it finds; the page's
 * module follows when so much of the engine's has come, and both come side by side from then on.
 */
export const HEAD_START = 0.85;
