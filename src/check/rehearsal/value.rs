//! Values of which mostly the origin is known, and the state of a walk.

use super::answer::Answered;
use super::deeds::{Deed, Opened};
use super::facts::Fact;
use super::{Fault, Seen};
use crate::cfg::{BlockId, VarId, Why};
use crate::resources::Handle;
use crate::syntax::ast::Constant;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A value.
#[derive(Clone, Debug)]
pub(super) struct V {
    pub(super) kind: Kind,
    pub(super) from: From,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct From {
    /// Made from what the function was given.
    pub(super) given: bool,
    /// Made from something opened by that.
    pub(super) opened: bool,
    /// Made from what a watched call gave.
    pub(super) made: bool,
    /// The part of what the function was given that is asked for, unchanged.
    pub(super) part: bool,
    /// What a watched call gave, unchanged.
    pub(super) same: bool,
}

impl From {
    /// Where what is made from two values comes from: it is neither of them.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            given: self.given || other.given,
            opened: self.opened || other.opened,
            made: self.made || other.made,
            part: false,
            same: false,
        }
    }
}

/// What is known of a value.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Opaque,
    /// What the function was given, as it was given.
    Given,
    /// Text or bytes that were read.
    Text,
    Constant(Constant),
    /// Something of a module, or a builtin, by its dotted name.
    Name(String),
    /// A function of the file and the variables around it.
    Function(usize, Option<usize>),
    Class(usize, Option<usize>),
    /// A member of a value that is not looked into.
    Member(Box<V>, String),
    Partial(Box<V>, Vec<V>),
    /// What an `ExitStack` calls at its end with these; nobody hears what that gives.
    Callback(Box<V>, Vec<V>),
    /// Something in the state.
    Thing(usize),
    /// Closes what it is given.
    Closing(Box<V>),
    /// Swallows errors of these types.
    Suppress(Vec<String>),
    /// An error that was caught.
    Error(Error),
    /// A call of an `async` function, not awaited yet.
    Waiting(Box<V>, Vec<V>),
    /// What is used through something that has to be held.
    View(usize),
    /// An instance of a class that is not in the file, by where in the text it is made.
    Instance(u32),
    /// Something inside what a watched call gave.
    Inside(usize, Place),
    /// A text that `json.dumps` made, and of what.
    Dumped(Box<V>),
    /// As a key: stands for every key of what is beside it.
    Every,
    /// `[from:to]` as a key.
    Slice,
    /// `[:]` or `[::-1]` as a key.
    Whole {
        is_reversed: bool,
    },
    /// Takes the item of this key from what it is given: `itemgetter`.
    Getter(Box<V>),
    /// Something unknown that was made of a text, and of nothing else.
    Told(String),
    /// How much has come into a buffer.
    Count(usize),
    /// As a key: as much as that.
    UpTo(usize),
    /// The truth of something that is asked of an answer.
    Fact(Fact),
}

/// Where inside an answer something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// All keys.
    Keys,
    /// All pairs.
    Pairs,
    Pair,
    Key,
    /// The value of a key.
    Value,
    /// One of the things that it consists of, counted from 0.
    Item(usize),
    /// Each of the things that it gives one after the other, in order.
    Each,
    Elsewhere,
}

impl V {
    pub(super) fn opaque(from: From) -> Self {
        Self {
            kind: Kind::Opaque,
            from,
        }
    }

    pub(super) fn of(kind: Kind) -> Self {
        Self {
            kind,
            from: From::default(),
        }
    }

    pub(super) fn none() -> Self {
        Self::of(Kind::Constant(Constant::None))
    }

    /// Its place among the things, if it is one.
    pub(super) fn place(&self) -> Option<usize> {
        match self.kind {
            Kind::Thing(at) => Some(at),
            _ => None,
        }
    }

    pub(super) fn is_none(&self) -> bool {
        matches!(self.kind, Kind::Constant(Constant::None))
    }
}

/// An error on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Error {
    /// The call it comes from, or the type it is raised as.
    pub(super) origin: Origin,
    /// Whether it is the one that was raised at a watched place, or names it as its cause.
    pub(super) is_original: bool,
}

impl Error {
    /// An error of Python's own, of this type, that comes from what the program does.
    pub(super) fn own(class: &str) -> Self {
        Self {
            origin: Origin::Type(class.to_owned()),
            is_original: false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Call(String),
    Type(String),
}

impl Default for Origin {
    fn default() -> Self {
        Self::Type("Exception".to_owned())
    }
}

/// Something that can change.
#[derive(Clone, Debug)]
pub(super) enum Thing {
    Object {
        class: usize,
        around: Option<usize>,
        members: BTreeMap<String, V>,
    },
    Sequence(Vec<V>),
    /// Keys and their values.
    Dict(Vec<(V, V)>),
    /// A text, or bytes, put together of these.
    Joined(Vec<V>),
    /// What a watched call gave, or a copy of it, and the line that has changed it, from 1.
    Answer {
        changed: Option<u32>,
        from: From,
        /// What it is.
        kind: Answered,
    },
    Handle {
        resource: String,
        /// Its entry in the catalogue.
        entry: Option<&'static Handle>,
        is_open: bool,
        /// The line that acquired it, from 1.
        line: u32,
        /// Whether it was read to its end.
        is_read: bool,
        /// Who lent it, and by which method.
        lender: Option<(Box<V>, String)>,
        /// Whether it was given back to whoever lends it.
        is_back: bool,
        /// The line that released it, from 1; 0 for none.
        until: u32,
    },
    /// An `ExitStack`, with what it leaves, innermost last.
    Stack(Vec<V>),
    /// A generator between two of its values; none when it is over.
    Paused(Option<Box<Frame>>),
}

impl Thing {
    /// Whether it is a row of a table that nobody has changed.
    pub(super) fn is_unchanged_row(&self) -> bool {
        matches!(
            self,
            Self::Answer {
                changed: None,
                kind: Answered::Row,
                ..
            }
        )
    }
}

/// A method that is called: its name, what it is given, and the line, from 1.
#[derive(Clone, Copy)]
pub(super) struct Method<'a> {
    pub(super) name: &'a str,
    pub(super) values: &'a [V],
    pub(super) line: u32,
}

/// A call of a function that is under way.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) scope: usize,
    pub(super) env: usize,
    pub(super) block: BlockId,
    pub(super) at: usize,
    pub(super) whys: Vec<(Why, Option<Error>)>,
    pub(super) error: Option<Error>,
    pub(super) value: Option<V>,
    pub(super) back: Back,
    /// Functions that the value is still given to: decorators.
    pub(super) then: Vec<V>,
    /// How often a block was entered.
    pub(super) turns: BTreeMap<u32, usize>,
    /// Which generator it is.
    pub(super) paused: Option<usize>,
    /// The handle it is inside a `with` of, by variable.
    pub(super) swallowed: bool,
}

/// What becomes of what a frame gives back.
#[derive(Clone, Debug)]
pub(super) enum Back {
    /// A variable of the caller gets it.
    Var(VarId),
    /// The caller made an object, and that is what the variable gets.
    Made(VarId, V),
    /// It is all there is in a list, and that is what the variable gets.
    Listed(VarId),
    /// It is one of all that a generator gives, collected in a list.
    Gathered(usize, Gathered),
    /// It is the next item of the caller's loop.
    Item(VarId),
    /// It comes into a buffer, and the variable gets how much that is.
    Into(usize, VarId),
    /// It says whether the error is swallowed: `__exit__`.
    Exit,
    /// Nobody asks for it.
    Unheard,
    /// It is what another generator gives on: `yield from`.
    Delegated,
    /// Leaving a generator's `with`.
    Resumed,
    /// The generator is closed.
    Closed,
    /// It is what the walk is about.
    Out,
}

/// What becomes of a list when the generator has ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gathered {
    /// The variable that gets it, or one of its items.
    pub(super) dst: VarId,
    /// The variable that had the generator and is taken apart, and which item is wanted of it.
    pub(super) of: Option<(VarId, Option<usize>)>,
}

/// The variables of a call.
#[derive(Clone, Debug)]
pub(super) struct Env {
    pub(super) scope: usize,
    pub(super) around: Option<usize>,
    pub(super) vars: Vec<Option<V>>,
}

/// One way, as far as it has come.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) envs: Vec<Env>,
    pub(super) things: Vec<Thing>,
    pub(super) frames: Vec<Frame>,
    pub(super) seen: Vec<Rc<Seen>>,
    pub(super) failed: Option<super::Failed>,
    /// Generator expressions, which nobody may ever ask.
    pub(super) lazy: Vec<usize>,
    /// What parameters with a `*` have got: tuples, whatever is in them.
    pub(super) rests: Vec<usize>,
    /// Whether what a watched call gave was found to be empty.
    pub(super) is_empty: bool,
    /// Whether it was found to be `None`.
    pub(super) is_none: bool,
    /// Whether a loop had no turn at all, though it could have had one.
    pub(super) is_idle: bool,
    /// Names of the file that were deleted, and have no value since.
    pub(super) deleted: Vec<String>,
    /// The calls that have to come before the watched ones, as far as they have returned.
    pub(super) before: Vec<Rc<Deed>>,
    /// What was acquired, and by which calls.
    pub(super) opened: Vec<Rc<Opened>>,
    /// What was found out about answers.
    pub(super) facts: Vec<Fact>,
    /// Whether anything was asked of an answer without knowing.
    pub(super) asks: bool,
    /// Whether rows of a table are made otherwise than they are as a rule.
    pub(super) is_odd: bool,
    /// Tuples that are written so, or made.
    pub(super) tuples: Vec<usize>,
    /// Whether what a database was asked last may find no row: all of a table is taken to have some.
    pub(super) may_find_none: bool,
    /// Whether the least of several was looked for.
    pub(super) finds_least: bool,
    /// Texts of which something unknown was made, by where in the text it is made.
    pub(super) told: BTreeMap<u32, String>,
    /// Texts that others are filled in: things, in which those stand, and how they are written.
    pub(super) texts: BTreeMap<usize, Option<String>>,
    /// Whether a file was given another name.
    pub(super) moves: bool,
    /// What was put into what the function was given.
    pub(super) given: Vec<(V, V)>,
    /// What was done that explains why something is not as it should be.
    pub(super) faults: Vec<Fault>,
    /// The line from which the function returns, from 1.
    pub(super) line: u32,
    /// Whether a condition was taken to hold, or not, without knowing. Such a way may be one that the
    /// program never goes.
    pub(super) guessed: bool,
}
