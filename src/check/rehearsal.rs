//! A program is walked through, to see what it does apart from what becomes of its resources.
//!
//! The exit matrix says that nothing leaks; an empty program leaks nothing either. Whoever asks for
//! a repair also asks whether the work is still done, whether an error still leaves the function,
//! and whether what comes back is what was read. This is where the answers come from:
//! one function is run with values of which only the origin is known, over the control-flow graph,
//! on every way through it, into every function, method, generator and decorator of the file.
//!
//! Approximation: a loop is followed for a few turns, and a program with very many ways is followed
//! as far as [`machine`] goes.

mod answer;
mod branches;
mod call;
mod deeds;
mod dict;
mod entries;
mod errors;
mod evaluate;
mod facts;
mod fitting;
mod gathered;
mod handles;
mod known;
mod lent;
mod library;
mod machine;
mod managers;
mod members;
mod names;
mod origins;
mod praise;
mod program;
mod refused;
mod scopes;
mod sequences;
mod turns;
mod unasked;
mod value;
mod watched;
mod ways;
mod words;

pub use deeds::{Deed, Opened, Said};
pub use praise::praise;
pub use unasked::unasked;

use crate::options::About;
use crate::report::FileReport;
use crate::syntax;
use crate::syntax::ast::{Param, StmtKind};
use std::rc::Rc;

/// What is asked about a function.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
    /// Its name.
    pub within: &'a str,
    /// The callables that are watched: `json.load`; `.execute` is a method of that name.
    pub calls: &'a [String],
    /// The kind of resource that must be held at them; empty for none.
    pub while_open: &'a str,
    /// What they must be about.
    pub about: About,
    /// The keys of what the function is given that they must be about; empty for all of it.
    pub reads: &'a [String],
    /// The callables through which such a part must have gone before it comes to them.
    pub through: &'a [String],
    /// The callables of which one must have given what the watched calls are given; none for anything.
    pub gave: &'a [String],
    /// The callables that may raise, each on ways of its own.
    pub failing: &'a [String],
    /// Callables of which one must have returned before a watched call; none where that is no matter.
    pub after: &'a [String],
    /// Which item is asked about where a tuple or a list comes back; none for all of it.
    pub place: Option<usize>,
    /// How many values others give it, where that is known.
    pub takes: Option<usize>,
}

/// What a function turned out to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rehearsal {
    /// There is no function of that name.
    Missing,
    /// Calling it only makes a coroutine or a generator.
    Lazy,
    /// It cannot be called any more as others call it.
    Changed,
    /// Every way through it.
    Ways(Vec<Way>),
}

/// One way through a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// How it ends.
    pub end: End,
    /// The watched calls that were made and returned.
    pub calls: Vec<Rc<Seen>>,
    /// The error that was raised on it and from which the work has not recovered.
    pub error: Option<Failed>,
    /// The line, from 1, of something that was acquired on it and is still held, whoever holds it.
    pub holds: Option<u32>,
    /// What was done on it that explains why something is not as it should be.
    pub faults: Vec<Fault>,
    /// The line from which the function returns, from 1; 0 where it does not.
    pub line: u32,
    /// Whether a loop had no turn on it that could have had one: a collection was empty.
    pub is_idle: bool,
    /// What was acquired on it, and by which calls.
    pub opened: Vec<Rc<Opened>>,
    /// The texts that answers were compared with, and whether they were those, in order.
    pub facts: Vec<(String, bool)>,
    /// Whether it was chosen by what an answer is.
    pub asks: bool,
    /// Of how many answers what comes back is put together.
    pub pieces: usize,
    /// Whether a file was given another name on it.
    pub moves: bool,
    /// Whether the least of several was looked for on it.
    pub finds_least: bool,
    /// Whether a tuple comes back that is written so, and of how many values; none for other values.
    pub shape: Option<(bool, usize)>,
}

/// Something that was done, and should not have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// Line, from 1.
    pub line: u32,
    /// The line that acquired what it is about, from 1; 0 for nothing.
    pub of: u32,
    /// What it is about: a name, or code.
    pub what: String,
    /// The code that explains it.
    pub because: String,
}

impl FaultKind {
    /// Whether it is found where a name or an attribute is read.
    fn is_about_names(self) -> bool {
        matches!(self, Self::Nameless | Self::Unset | Self::Lacking)
    }
}

impl Fault {
    fn at(kind: FaultKind, line: u32, of: u32) -> Self {
        Self {
            kind,
            line,
            of,
            what: String::new(),
            because: String::new(),
        }
    }
}

/// What was done that should not have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Something that was lent is given to another than the one that lent it.
    GivenToAnother,
    /// Something that was lent is given back a second time.
    GivenBackTwice,
    /// The file that the function was given is opened to be written.
    OpenedToWrite,
    /// Where an asked part is missing, another value is taken.
    Replaced,
    /// What a watched call gave is changed, and comes back.
    Changed,
    /// A name is used that has no value there.
    Nameless,
    /// A variable is used that was not given its value, because something raised before.
    Unset,
    /// A method is used that something of its class does not have.
    Lacking,
    /// A function or a class of the file is called with other arguments than it takes.
    Misfit,
    /// A `with` is given a function, and not what it would give.
    Uncalled,
    /// Something is closed that the `with` around it still needs at its end.
    ClosedInside,
    /// `closing` is given what has no `close`.
    NoClose,
    /// Something is closed that others go on to borrow from.
    ClosedLender,
}

/// How a way ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// Nothing, or `None`, comes back.
    #[default]
    Nothing,
    /// A value comes back that has nothing to do with the watched calls.
    Unrelated,
    /// A value comes back that was made from what a watched call gave, and is not that.
    Made,
    /// What a watched call gave comes back, or a copy of it.
    Same,
    /// An error leaves: the one that was raised, or one that names it as its cause.
    SameError,
    /// Another error leaves.
    OtherError,
}

impl End {
    /// Whether the function returns.
    pub fn returns(self) -> bool {
        matches!(
            self,
            Self::Nothing | Self::Unrelated | Self::Made | Self::Same
        )
    }
}

/// A watched call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// What is called.
    pub callee: String,
    /// Line, from 1.
    pub line: u32,
    /// Whether what it needs was held.
    pub held: bool,
    /// Whether it is about what was asked for.
    pub fits: bool,
    /// Whether what has to come before it has not.
    pub is_early: bool,
    /// What it was given.
    pub deed: Deed,
    /// The calls that have to come before, as far as they had returned.
    pub before: Vec<Rc<Deed>>,
}

/// A call that raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// What is called.
    pub callee: String,
    /// The source of it, shortened; empty where it is not known.
    pub code: String,
    /// Line, from 1.
    pub line: u32,
    /// Whether it was waited for and called off, and did not fail by itself.
    pub is_cancelled: bool,
}

impl Failed {
    /// What has happened: `f` on line 5 raises.
    pub fn in_words(&self) -> String {
        let happens = if self.is_cancelled {
            "is cancelled"
        } else {
            "raises"
        };
        format!("`{}` on line {} {happens}", self.callee, self.line)
    }
}

/// Walks through one function of a text; `report` says where it acquires what.
pub fn rehearse(text: &str, report: &FileReport, asked: &Asked<'_>) -> Rehearsal {
    let parsed = syntax::parse(text);
    let program = program::Program::new(text, &parsed.module, report);
    machine::run(&program, asked)
}

/// How many values have to be given to a function of a text.
pub fn takes(text: &str, function: &str) -> Option<usize> {
    let parsed = syntax::parse(text);
    let mut found = None;
    syntax::names::own_statements(&parsed.module.body, &mut |stmt| {
        if let StmtKind::Function(it) = &stmt.kind
            && it.name == function
        {
            let is_needed = |param: &&Param| param.default.is_none() && !param.is_starred;
            found = Some(it.params.iter().filter(is_needed).count());
        }
    });
    found
}
