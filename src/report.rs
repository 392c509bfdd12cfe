//! The report: what the analyzer says, as plain data in the reader's vocabulary.
//!
//! Lines and columns count from 1; columns count Unicode characters, and a byte-order mark is not
//! one of them. The shape is versioned ([`VERSION`]): fields are added, never renamed. Only types
//! that every serde format can carry are used (no flattening, no untagged enums), because the same
//! values go to the command line as JSON and to the page in a compact binary form.

mod further;
mod kept;
mod pasted;
mod unknown;

pub use further::{Detail, Further};
pub use kept::{Kept, Presumed};
pub use pasted::{CellLine, Layer, Lines, Passed, ReadThrough};
use serde::{Deserialize, Serialize};
pub use unknown::{Assumption, Gives, Likeness, LookAlike, ReleasedBy};

/// Version of the JSON shape.
pub const VERSION: u32 = 1;

/// What `leaklab check` prints: one entry per file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this shape.
    pub version: u32,
    /// One entry per file, in the order given.
    pub files: Vec<FileReport>,
}

/// Everything found in one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileReport {
    /// The path as it was given.
    pub path: String,
    /// Findings that the options let through, in source order.
    pub findings: Vec<Finding>,
    /// The exit matrix: every acquisition, every way out.
    pub acquisitions: Vec<Acquisition>,
    /// Places where the text is not Python; the rest was analysed all the same.
    pub syntax_errors: Vec<SyntaxError>,
    /// What the reader should know about the analysis itself, such as that the file was too large to
    /// follow everything.
    #[serde(default)]
    pub notices: Vec<String>,
    /// What stands around the program in a text that was pasted, if something does.
    #[serde(default)]
    pub read_through: Option<ReadThrough>,
    /// Names that the file uses and does not bind, and what they are taken for.
    #[serde(default)]
    pub assumptions: Vec<Assumption>,
    /// Calls that look like acquisitions, of which nothing is known; the likeliest first.
    #[serde(default)]
    pub look_alikes: Vec<LookAlike>,
    /// Whether an exception that was caught is put where it stays, such as in a list: it keeps the
    /// frames that it passed through, and what they have.
    #[serde(default)]
    pub stores_exceptions: bool,
}

/// A piece of source text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// First line, from 1.
    pub line: u32,
    /// First column, from 1.
    pub column: u32,
    /// Last line, from 1.
    pub end_line: u32,
    /// The column after the last character, from 1.
    pub end_column: u32,
}

/// One problem, with everything needed to explain, show, fix and simulate it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Identifier of the rule, such as `never-released`.
    pub rule: String,
    /// How sure, and when it happens.
    pub confidence: Confidence,
    /// Kind of resource in words, such as `file`.
    pub resource: String,
    /// The callable that acquired it, such as `open`.
    pub api: String,
    /// First line of the acquisition, from 1.
    pub line: u32,
    /// First column of the acquisition, from 1.
    pub column: u32,
    /// Last line of the acquisition, from 1.
    pub end_line: u32,
    /// The column after the acquisition, from 1.
    pub end_column: u32,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Why it matters: when it happens, and what becomes of the handle.
    pub because: String,
    /// What to do about it.
    pub help: String,
    /// The witness: the shortest path that proves the finding, step by step.
    pub trace: Vec<TraceStep>,
    /// Repairs, each proved by analysing the repaired text.
    pub fixes: Vec<Fix>,
    /// Index of the acquisition in [`FileReport::acquisitions`]; none if it is about what grows.
    pub acquisition: Option<u32>,
    /// Who keeps what grows, if it is about that.
    #[serde(default)]
    pub kept: Option<Kept>,
    /// Name of the enclosing function, or `module`.
    pub function: String,
    /// What becomes of the handle in CPython once the last name for it is gone.
    pub leak_class: LeakClass,
    /// What Python itself would have said: the warning's text, or empty when it stays silent.
    pub python_warns: String,
    /// The error the leak ends in, with its exact text.
    pub ends_in: String,
    /// What the simulator needs to run this leak.
    pub model: LeakModel,
}

/// How sure a finding is, and on which ways out it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Leaks on every normal way out.
    Definite,
    /// Leaks on some normal way out.
    SomePath,
    /// Leaks only when something raises.
    OnlyOnException,
    /// Rests on an assumption that may well be wrong; hidden by default.
    Unclear,
    /// Not a leak, but a habit worth changing; hidden by default.
    Style,
}

impl Confidence {
    /// All of them, the surest first.
    pub const ALL: [Self; 5] = [
        Self::Definite,
        Self::SomePath,
        Self::OnlyOnException,
        Self::Unclear,
        Self::Style,
    ];
}

/// One step of a witness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceStep {
    /// Line of the step, from 1.
    pub line: u32,
    /// Column of the step, from 1.
    pub column: u32,
    /// Where the step's text ends: line, from 1.
    pub end_line: u32,
    /// Where the step's text ends: column after it, from 1.
    pub end_column: u32,
    /// What kind of step it is, for its colour and shape.
    pub kind: TraceKind,
    /// The step in words; code is between backquotes.
    pub note: String,
    /// Handles of this acquisition held after the step.
    pub open: u32,
}

/// The kinds of step a witness is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TraceKind {
    /// The resource is acquired.
    Acquire,
    /// An operation on the way returns normally, or a branch is taken.
    Pass,
    /// An operation raises.
    Raise,
    /// The resource is lost.
    Leak,
}

/// A repair that was proved: the repaired text parses, the finding is gone, nothing else changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, in a few words; code is between backquotes.
    pub title: String,
    /// The replacements, in source order, not overlapping.
    pub edits: Vec<Edit>,
}

/// Fixes of several findings, made and proved together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The rule whose findings are fixed; none when it is about all findings.
    pub rule: Option<String>,
    /// How many findings fewer there are afterwards.
    pub count: u32,
    /// The replacements, in source order, not overlapping.
    pub edits: Vec<Edit>,
}

/// Replace a span of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What it is replaced with.
    pub text: String,
}

/// One row of the exit matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acquisition {
    /// First line of the acquiring call, from 1.
    pub line: u32,
    /// First column of the acquiring call, from 1.
    pub column: u32,
    /// Last line of the acquiring call, from 1.
    pub end_line: u32,
    /// The column after the acquiring call, from 1.
    pub end_column: u32,
    /// Kind of resource in words, such as `file`.
    pub resource: String,
    /// The callable that acquired it, such as `open`.
    pub api: String,
    /// The name it was bound to, or empty for a temporary.
    pub name: String,
    /// Name of the enclosing function, or `module`.
    pub function: String,
    /// The worst outcome over all ways out.
    pub verdict: Outcome,
    /// Every way out of the scope.
    pub exits: Vec<Exit>,
}

/// One cell of the exit matrix: a way out and what has become of the resource there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    /// How control leaves.
    pub kind: ExitKind,
    /// Line where it leaves, from 1.
    pub line: u32,
    /// Column where it leaves, from 1.
    pub column: u32,
    /// The operation that raises or returns, as written (shortened).
    pub what: String,
    /// What has become of the resource.
    pub outcome: Outcome,
    /// Why: which line released it, who has it now, or how it was lost.
    pub because: String,
    /// Lines of one path from the acquisition to this way out, for lighting it in the editor.
    pub path: Vec<u32>,
}

/// The ways control leaves a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExitKind {
    /// A `return` statement.
    Return,
    /// The end of the body.
    End,
    /// An exception that nothing here catches.
    Raise,
}

/// What has become of a resource on a way out, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// This way out is never taken while the resource exists.
    NotAcquired,
    /// Released.
    Released,
    /// Somebody else is responsible now.
    HandedOver,
    /// It depends on something this file does not show.
    Unclear,
    /// Neither released nor handed over.
    Leaked,
}

/// What CPython does with a dropped resource of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LeakClass {
    /// Closed at once by reference counting.
    R0,
    /// Kept by a reference cycle until the collector runs.
    R1,
    /// Still reachable.
    R2,
    /// A handle that no object owns.
    R3,
    /// A pool slot.
    R4,
    /// Returns after a timer.
    R5,
    /// Survives the process.
    R6,
}

/// The paths of the function around one acquisition, for the simulator.
///
/// Probabilities are not facts of the program: each path lists its chances, and whoever runs the
/// model says how likely a raising call or a taken branch is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LeakModel {
    /// What runs out: `descriptors`, `connections`, `threads`, `sockets`, `processes` or `memory`.
    pub exhausts: String,
    /// Paths from the start of the function to a way out, most likely first; at most 24, the rest
    /// being negligible under the default assumptions.
    pub paths: Vec<ModelPath>,
}

/// One path of a [`LeakModel`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelPath {
    /// What happens on it, in order.
    pub steps: Vec<ModelStep>,
    /// What has become of the resource at its end.
    pub outcome: Outcome,
}

/// One event on a [`ModelPath`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelStep {
    /// The resource is acquired.
    Acquire {
        /// Line, from 1.
        line: u32,
    },
    /// An operation that may raise.
    Call {
        /// Line, from 1.
        line: u32,
        /// The operation as written (shortened).
        what: String,
        /// Whether it raises on this path.
        raises: bool,
    },
    /// A condition.
    Branch {
        /// Line, from 1.
        line: u32,
        /// The condition as written (shortened).
        what: String,
        /// Whether it holds on this path.
        taken: bool,
    },
    /// The resource is released or handed over.
    Release {
        /// Line, from 1.
        line: u32,
    },
}

/// A place where the text is not Python.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyntaxError {
    /// First line, from 1.
    pub line: u32,
    /// First column, from 1.
    pub column: u32,
    /// Last line, from 1.
    pub end_line: u32,
    /// The column after it, from 1.
    pub end_column: u32,
    /// What is wrong.
    pub message: String,
}
