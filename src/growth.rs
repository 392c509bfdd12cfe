//! Memory that only grows: who keeps what, for how long, and what makes it smaller again.
//!
//! A *holder* is there when a call is over: a name of the module, an attribute of a class or of an object that
//! lasts, what every thread has its own of, the default of a parameter, a registry of the interpreter or of a
//! library. A *growth* makes it keep more each time the call runs. It is a finding if what is kept is of a kind of
//! which new ones come with the calls, and if there is a way on which nothing makes the holder smaller.
//!
//! ```text
//! syntax ─► units (what runs often?) ─► holders (what lasts?) ─► sites (what grows, what shrinks?)
//!                                             keys (how many?) ─┘  └─► containers, caches, registries, … : Growth
//! ```
//!
//! Approximation: names are believed where types would be needed, in `words` and `lifetime`; what rests on a
//! name that says nothing is `unclear`. Other files are not seen; what a growth takes for granted of them is said,
//! and `package` looks for it there.

mod bounds;
mod caches;
mod collector;
mod containers;
mod contexts;
mod cycles;
mod errors;
mod holders;
mod keys;
mod lifetime;
mod makers;
mod package;
mod patches;
mod paths;
mod registries;
mod sites;
mod spots;
mod tensors;
mod threads;
mod units;
mod waits;
mod words;

use crate::report::{Confidence, LeakClass, Presumed};
use crate::resources::Registries;
use crate::syntax::ast::{Expr, Module};
use crate::text::Range;
use crate::typestate::ModuleScope;
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell, RefCell};

pub use package::{Life, Pace, Place, places};

/// What kind of growth it is: each is told by a rule of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Something is put into a collection that lasts, and never taken out.
    Unbounded,
    /// It is taken out, but not on every way.
    Missed,
    /// A cache without bound.
    Cached,
    /// The default of a parameter grows.
    Default,
    /// Something is registered with every call.
    Registered,
    /// An exception is kept, with the frames that it has passed.
    Exception,
    /// A cycle keeps something until the collector comes.
    Cycle,
    /// The collector stays switched off.
    Collector,
    /// Something that is meant to be made once is made with every call.
    Made,
    /// Something large is held across a call that does not return.
    Held,
}

impl Kind {
    /// Whether it is felt only where there is much of it at a time: the collector takes it back, or it goes by itself, or
    /// with the object that a cache was made for.
    fn is_passing(self) -> bool {
        matches!(self, Self::Cached | Self::Cycle | Self::Made | Self::Held)
    }
}

/// Something that keeps more each time it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Growth {
    /// What kind it is.
    pub kind: Kind,
    /// How sure that is, and when it happens.
    pub confidence: Confidence,
    /// Where it grows.
    pub at: Range,
    /// Where the holder is made, if that is in the file.
    pub made: Option<Range>,
    /// What makes it grow, such as `append`.
    pub by: String,
    /// The holder as it is written, such as `self._rows`.
    pub name: String,
    /// The function that makes it grow, or `module`.
    pub function: String,
    /// Who keeps it, from the root: `module name "cache"`, `dictionary`.
    pub chain: Vec<String>,
    /// What is kept, as written.
    pub kept: String,
    /// What would take it out, and does not run.
    pub removal: Option<Range>,
    /// The statement that it is kept until, if it is one of the function.
    pub ends_at: Option<Range>,
    /// Whether it was taken out, and is put back where that failed.
    pub is_put_back: bool,
    /// What has to raise for that.
    pub raises: Option<Range>,
    /// What is asked before it grows, and whether that has to hold.
    pub asked: Option<(Range, bool)>,
    /// Until when it is kept.
    pub until: String,
    /// What CPython does with it.
    pub class: LeakClass,
    /// What else there is to say: why it matters here.
    pub because: String,
    /// What is taken for granted of code that is not in the file.
    pub presumed: Presumed,
}

/// All that grows in a file, in source order.
pub fn of(
    module: &Module,
    scope: &ModuleScope,
    registries: &Registries,
    text: &str,
) -> Vec<Growth> {
    let file = Reading::of(module, scope, registries, text);
    let mut found = containers::found(&file);
    found.extend(caches::found(&file));
    found.extend(registries::found(&file));
    found.extend(contexts::found(&file));
    found.extend(errors::found(&file));
    found.extend(cycles::found(&file));
    found.extend(collector::found(&file));
    found.extend(tensors::found(&file));
    found.extend(threads::found(&file));
    found.extend(patches::found(&file));
    found.extend(waits::found(&file));
    found.sort_by_key(|it| (it.at, it.confidence, it.kind as usize));
    found.dedup_by_key(|it| it.at);
    found
}

/// A file as it is read here.
struct Reading<'a> {
    scope: &'a ModuleScope,
    registries: &'a Registries,
    text: &'a str,
    units: units::Units<'a>,
    lifetimes: lifetime::Lifetimes,
    holders: holders::Holders<'a>,
    sites: Vec<sites::Site<'a>>,
    makers: OnceCell<Makers<'a>>,
    given_names: OnceCell<FxHashMap<String, Vec<Range>>>,
    /// What was looked for in the text, and whether it is there.
    said: RefCell<FxHashMap<String, bool>>,
    graphs: paths::Graphs<'a>,
}

/// What is called to make the object of a name: of a unit, or of any.
type Makers<'a> = FxHashMap<(Option<units::UnitId>, &'a str), &'a Expr>;

impl<'a> Reading<'a> {
    fn of(
        module: &'a Module,
        scope: &'a ModuleScope,
        registries: &'a Registries,
        text: &'a str,
    ) -> Self {
        let units = units::Units::of(module, text);
        let lifetimes = lifetime::Lifetimes::of(&units);
        let holders = holders::Holders::of(&units, &lifetimes, scope);
        let sites = sites::of(&units, &holders, scope, text);
        Self {
            scope,
            registries,
            text,
            units,
            lifetimes,
            holders,
            sites,
            makers: OnceCell::new(),
            given_names: OnceCell::new(),
            said: RefCell::default(),
            graphs: paths::Graphs::default(),
        }
    }

    fn keys(&self) -> keys::Keys<'_, 'a> {
        keys::Keys {
            units: &self.units,
            scope: self.scope,
            text: self.text,
            left: Cell::new(keys::MOST),
        }
    }

    /// What is written somewhere, in one line.
    fn written(&self, range: Range) -> String {
        crate::text::shorten(range.of(self.text), 48)
    }

    /// Whether something stands in the text as it is written, which is looked for once.
    fn says(&self, words: String) -> bool {
        let known = self.said.borrow().get(&words).copied();
        known.unwrap_or_else(|| {
            let is_said = self.text.contains(&words);
            self.said.borrow_mut().insert(words, is_said);
            is_said
        })
    }

    /// A growth of which nothing more is known.
    fn growth(&self, kind: Kind, confidence: Confidence, at: Range, unit: units::UnitId) -> Growth {
        Growth {
            kind,
            confidence,
            at,
            made: None,
            by: String::new(),
            name: String::new(),
            function: self.units.all[unit].name().to_owned(),
            chain: Vec::new(),
            kept: String::new(),
            removal: None,
            is_put_back: false,
            ends_at: None,
            raises: None,
            asked: None,
            until: "the process ends".to_owned(),
            class: LeakClass::R2,
            because: String::new(),
            presumed: Presumed {
                often: self.units.presumed_often(unit),
                only_if_often: kind.is_passing(),
                ..Presumed::default()
            },
        }
    }
}
