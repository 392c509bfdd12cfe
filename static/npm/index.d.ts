// Everything counts from 1: lines, and columns in characters. A byte-order mark is no column. Fields are
// added in later versions, never renamed.

/** Analyses one file from scratch. Text that is not Python is analysed as far as it goes. */
export function check(path: string, text: string, options?: Options): FileReport;

/** A file that is being edited: what is known of the last text makes the next answer quick. */
export class Session {
  /** Throws when the options are wrong, and says what is. */
  constructor(options?: Options);
  /** The whole report of a text; the same as `check` gives. */
  check(path: string, text: string): FileReport;
  /** The report without fixes and paths, sooner: for the next keystroke. */
  sketch(path: string, text: string): FileReport;
  /** The fixes that can be made together in the text that was checked last: of everything, then of each rule that was found more than once. */
  repairs(): Repair[];
  /** Gives its memory back. It cannot be used any more. */
  free(): void;
}

/** What to show, and how much work to do. What is not said is as usual. */
export interface Options {
  /** The confidences that are shown; `definite`, `some-path` and `only-on-exception` if it is not said. */
  show?: Confidence[];
  /** Whether fixes are searched and proved, and paths given for the simulator; true if it is not said. */
  details?: boolean;
  /** Resources of your own; one of the catalogue's class or callable is described anew. */
  resources?: Resource[];
  /** What keeps whatever is registered with it, with the fields of `[[registry]]`. */
  registries?: Registry[];
}

/**
 * A kind of thing that must be released. The fields are those of `[[handle]]` in a `leaklab.toml`;
 * these are the ones that most resources need, and the documentation of Leaklab has them all.
 */
export interface Resource {
  /** Its class, such as `pool.Lease`. */
  class: string;
  /** What people call it, such as `lease`. */
  kind?: string;
  /** Methods that release it. */
  release?: string[];
  /** Functions that release it. */
  release_calls?: string[];
  /** What a released one is, such as `given back`. */
  released?: string;
  /** What leaving its `with` does. */
  with?: "releases" | "keeps-open" | "unsupported";
  /** What becomes of a dropped one. */
  leak_class?: LeakClass;
  /** What runs out. */
  exhausts?: string;
  /** The error that it ends in. */
  ends_in?: string;
  /** The ways to get one: callables such as `pool.lease`, `.pool.lease`, a method of whatever is called `pool`, or `.lease`, one of anything. */
  acquire?: { names: string[]; [field: string]: unknown }[];
  [field: string]: unknown;
}

/** Everything found in one file. */
export interface FileReport {
  /** The path as it was given. */
  path: string;
  /** Findings that the options let through, in source order. */
  findings: Finding[];
  /** The exit matrix: every acquisition, every way out. */
  acquisitions: Acquisition[];
  /** Places where the text is not Python; the rest was analysed all the same. */
  syntax_errors: SyntaxError[];
  /** What must be known about the analysis itself, such as that the file was too large to follow everything. */
  notices: string[];
  /** What stands around the program in a text that was pasted, or a notebook; null when the text is read as it is. */
  read_through: ReadThrough | null;
  /** Names that the file uses and does not bind, and what they are taken for. */
  assumptions: Assumption[];
  /** Calls that look like acquisitions, of which nothing is known; the likeliest first. */
  look_alikes: LookAlike[];
}

/** A name that the file uses and does not bind. */
export interface Assumption {
  name: string;
  /** The dotted name of what it is taken for. */
  path: string;
}

/** A callable that looks as if it gave something to be released, and is not known. */
export interface LookAlike {
  /** What is called, as it is written where it is called first. */
  call: string;
  /** The dotted names to know it by; `.pool.lease` is a method of whatever is called `pool`, `.lease` one of anything. */
  names: string[];
  /** What it seems to give, such as `connection`. */
  kind: string;
  /** Where that is in what it returns. */
  gives: "returned" | "first-of-tuple" | "second-of-tuple" | "both-of-tuple";
  /** Where it is called. */
  places: Span[];
  /** The name of what releases it, as far as one sees. */
  release: string;
  /** A method of its own, a method of something else that is given it, or a function that is. */
  released_by: "method" | "owner" | "function";
  /** Why it looks like an acquisition: what it gives is released in the file, it is the manager of a `with`, or it is called so. */
  likeness: "released" | "managed" | "async-managed" | "named";
  /** The line where that is seen; null if it is only the name. */
  line: number | null;
  is_awaited: boolean;
  is_release_awaited: boolean;
}

/** What a pasted text has around its program. All places of the report are those of the text as it was pasted, and there are no fixes until it is cleaned up. */
export interface ReadThrough {
  /** In one sentence: `Read through prompts on lines 1–9.` */
  says: string;
  /** The same as data, in the order in which it was taken off. */
  passed: { layer: Layer; lines: { first: number; last: number }[] }[];
  /** What makes of the text the program that was read, in source order, not overlapping. */
  edits: Edit[];
  /** The lines of a notebook's cells, in source order: the cell, counted from 1 among cells of every kind, and the line in it. */
  cells: { cell: number; line: number; span: Span }[];
}

/** What may stand around a program; of a conflict the first side is read, of a diff the new one. */
export type Layer =
  | "notebook"
  | "string"
  | "spaces"
  | "markup"
  | "conflict"
  | "fences"
  | "frame"
  | "log"
  | "diff"
  | "quotes"
  | "numbers"
  | "traceback"
  | "prompts"
  | "shell"
  | "typography"
  | "text"
  | "python2"
  | "wrapped"
  | "margin";

/** A piece of the text: from its first character up to the one behind its last. */
export interface Span {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

/** What keeps whatever is registered with it, until it is told otherwise. */
export interface Registry {
  /** Dotted names of what registers; `.subscribe` is a method of anything. */
  registers: string[];
  /** Last names of what takes it back. */
  removes?: string[];
  /** Who keeps it, in words. */
  keeper: string;
  /** The argument of which it keeps one for each that is different, from 0; without, it keeps every one. */
  by?: number;
  /** Whether it holds what it is given weakly unless it is told `weak=False`. */
  weakly?: boolean;
  /** Whether only those count that are there when the call is over: an attribute, a name of the module. */
  lasting?: boolean;
}

/** What is kept with every call, by whom and for how long. */
export interface Kept {
  /** Who keeps it, from the root; code is between backquotes. */
  by: string[];
  /** Until when. */
  until: string;
  /** What one call adds, as it is written. */
  each: string;
  /** What would take it out again and does not run, or not on every way. */
  removal: Span | null;
  /** Two lines of Python that show it in a running program. */
  look: string[];
  /** What is taken for granted of code that is not in the file. */
  presumed: Presumed;
}

/** What a finding takes for granted of code that is not in its file. */
export interface Presumed {
  /** The class of which an object is taken to be there for long; empty where that is seen, or does not matter. */
  lasting: string;
  /** Whether the class itself says so, by what its objects have. */
  is_likely: boolean;
  /** The functions and classes that are taken to be called again and again; empty where the file itself does that. */
  often: string[];
  /** Whether it is only felt if they are: the collector takes it back, or it goes by itself. */
  only_if_often: boolean;
}

/** One problem, with everything needed to explain, show, fix and simulate it. The span is the acquisition's. */
export interface Finding extends Span {
  /** Identifier of the rule, such as `never-released`. */
  rule: string;
  /** How sure, and when it happens. */
  confidence: Confidence;
  /** Kind of resource in words, such as `file`. */
  resource: string;
  /** The callable that acquired it, such as `open`. */
  api: string;
  /** What is wrong, in one sentence; code is between backquotes, here and in the other sentences. */
  message: string;
  /** Why it matters: when it happens, and what becomes of the handle. */
  because: string;
  /** What to do about it. */
  help: string;
  /** The witness: the shortest path that proves the finding, step by step. */
  trace: TraceStep[];
  /** Repairs, each proved by analysing the repaired text. */
  fixes: Fix[];
  /** Index of the acquisition in `acquisitions`; null if the finding is about memory that grows. */
  acquisition: number | null;
  /** Who keeps what grows; null if it is about an acquisition. */
  kept: Kept | null;
  /** Name of the enclosing function, or `module`. */
  function: string;
  /** What becomes of the handle in CPython once the last name for it is gone. */
  leak_class: LeakClass;
  /** The warning that Python itself gives, or empty when it stays silent. */
  python_warns: string;
  /** The error that the leak ends in, with its exact text. */
  ends_in: string;
  /** What the simulator needs to run this leak. */
  model: LeakModel;
}

/** Leaks on every normal way out; on some; only when something raises; rests on an assumption; is no leak but a habit. */
export type Confidence = "definite" | "some-path" | "only-on-exception" | "unclear" | "style";

/** Closed at once (R0), by the collector (R1), still reachable (R2), owned by no object (R3), a slot of a pool (R4), back after a timer (R5), survives the process (R6). */
export type LeakClass = "R0" | "R1" | "R2" | "R3" | "R4" | "R5" | "R6";

/** One step of a witness. */
export interface TraceStep extends Span {
  kind: "acquire" | "pass" | "raise" | "leak";
  /** The step in words. */
  note: string;
  /** Handles of this acquisition held after the step. */
  open: number;
}

/** A repair that was proved: the repaired text parses, the finding is gone, nothing else changed. */
export interface Fix {
  /** What it does, in a few words. */
  title: string;
  /** The replacements, in source order, not overlapping. */
  edits: Edit[];
}

/** Fixes of several findings, made and proved together. */
export interface Repair {
  /** The rule whose findings are fixed; null when it is about all findings. */
  rule: string | null;
  /** How many findings fewer there are afterwards. */
  count: number;
  /** The replacements, in source order, not overlapping. */
  edits: Edit[];
}

/** Replace a span of the text. */
export interface Edit {
  span: Span;
  text: string;
}

/** One row of the exit matrix. The span is the acquiring call's. */
export interface Acquisition extends Span {
  /** Kind of resource in words, such as `file`. */
  resource: string;
  /** The callable that acquired it, such as `open`. */
  api: string;
  /** The name it was bound to, or empty for a temporary. */
  name: string;
  /** Name of the enclosing function, or `module`. */
  function: string;
  /** The worst outcome over all ways out. */
  verdict: Outcome;
  /** Every way out of the scope. */
  exits: Exit[];
}

/** One cell of the exit matrix: a way out and what has become of the resource there. */
export interface Exit {
  kind: "return" | "end" | "raise";
  /** Where control leaves. */
  line: number;
  column: number;
  /** The operation that raises or returns, as written (shortened). */
  what: string;
  outcome: Outcome;
  /** Why: which line released it, who has it now, or how it was lost. */
  because: string;
  /** Lines of one path from the acquisition to this way out. */
  path: number[];
}

/** What has become of a resource on a way out, from best to worst. */
export type Outcome = "not-acquired" | "released" | "handed-over" | "unclear" | "leaked";

/** The paths of the function around one acquisition. Whoever runs the model says how likely a raising call or a taken branch is. */
export interface LeakModel {
  /** What runs out: `descriptors`, `connections`, `threads`, `sockets`, `processes` or `memory`; empty without details. */
  exhausts: string;
  /** Paths from the start of the function to a way out, most likely first. */
  paths: { steps: ModelStep[]; outcome: Outcome }[];
}

/** One event on a path. */
export type ModelStep =
  | { acquire: { line: number } }
  | { call: { line: number; what: string; raises: boolean } }
  | { branch: { line: number; what: string; taken: boolean } }
  | { release: { line: number } };

/** A place where the text is not Python. */
export interface SyntaxError extends Span {
  message: string;
}
