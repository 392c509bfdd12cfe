//! What works only as long as a handle is open, and where it would come too late.
//!
//! Typestate asks whether a handle is released; this asks what a release takes away. A reader over a
//! file, a generator that has not run, a bound method, a cursor, the handle in a list: whoever uses
//! one of them after the release gets an error, or nothing, without a sound. A repair that releases
//! where nothing was released before must not do that to anybody, so what is not known to be finished
//! counts as [tied](Tie) to the handle.
//!
//! ```text
//!   f = open(p)            f: Handle
//!   rows = csv.reader(f)   rows: Rows      its items are plain data
//!   head = next(rows)      head: —         `next` has taken what it wanted
//!   x = parse(f)           x: Part         nobody knows what `parse` keeps
//!   f.close()              from here on a use of `f`, `rows` or `x` is late
//! ```
//!
//! One pass over the graph, all paths at once: what may be so on some path is taken to be so. That is
//! the safe side for a proof, which fails on a doubt; it is no finding.

mod callee;
mod calls;
mod edges;
mod known;
mod state;
mod steps;
mod work;

use crate::cfg::{BlockId, Cfg, StepId, StepKind, Terminator, VarId, Why};
use crate::resources::{Form, Handle};
use crate::text::Range;
use crate::typestate::handle::Acquired;
use crate::typestate::handle::context::Context;
use crate::typestate::written::functions::FunctionId;
use state::{State, Tie};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// How deep functions of the file are followed into functions of the file.
const DEPTH: usize = 3;
/// What makes an exit stack let go of what it was to release.
const POP_ALL: &str = "pop_all";
/// Functions with more blocks than this are not followed: what they are given counts as kept.
const BLOCKS: usize = 200;

/// Something that is done when the handle may have been released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// What is wrong with it.
    pub kind: LateKind,
    /// The source of the step, without white space.
    pub code: String,
    /// Where it stands.
    pub range: Range,
    /// Whether it is known to need the handle, and not only feared.
    pub is_known: bool,
    /// Whether the handle has been released on every path that comes here.
    pub is_certain: bool,
}

/// What is wrong with something that is done too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LateKind {
    /// What is tied to the handle is used after the release.
    Used,
    /// What is tied to the handle is returned, yielded or stored, and the handle released.
    Given,
    /// The handle is released twice, and the second time is not harmless.
    Twice,
    /// What is released may be something else than what was acquired here.
    Foreign,
    /// Something made on top of the handle is open still, and has not written all it has.
    Beneath,
    /// The handle does something still that nobody has waited for.
    GoesOn,
}

/// What depends on a handle in its scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependence {
    /// The names of everything that is tied to it, its own included.
    pub names: BTreeSet<String>,
    /// What comes too late, in source order.
    pub late: Vec<Late>,
    /// Whether a release waits, wherever nothing fails, until all is done that the handle has been given to do.
    pub waits: bool,
    /// How many steps it took to know.
    pub work: usize,
}

impl Dependence {
    /// Whether a repaired text does nothing too late that the original has not done as late.
    pub fn is_no_worse_than(&self, original: &Self) -> bool {
        let waits_as_well = |it: &Late| it.kind == LateKind::GoesOn && original.waits;
        let count = |all: &[Late], it: &Late, certain: bool| {
            let same = |other: &&Late| {
                // Whatever else may be released there, the original released as well.
                let is_as_late = !certain || other.is_certain || it.kind == LateKind::Foreign;
                other.kind == it.kind && other.code == it.code && is_as_late
            };
            all.iter().filter(same).count()
        };
        let mut late = self.late.iter().filter(|it| !waits_as_well(it));
        late.all(|it| count(&self.late, it, false) <= count(&original.late, it, true))
    }
}

/// What depends on the handle that a step of a scope acquires.
pub fn of(context: Context<'_>, site: StepId, acquired: Acquired<'_>, text: &str) -> Dependence {
    let fates = Fates::default();
    let start = Start::Acquired(site, acquired);
    let follow = Follow::new(context, start, text, (DEPTH, &fates));
    follow.run();
    follow.told()
}

/// Whether a method of a handle gives nothing that needs the handle afterwards.
pub fn method_gives_data(handle: &Handle, name: &str) -> bool {
    known::method(handle, name) == known::Member::Data
}

/// Whether an attribute of a handle is nothing that needs the handle afterwards.
pub fn attribute_is_data(handle: &Handle, name: &str) -> bool {
    let member = known::attribute(handle, name);
    matches!(member, known::Member::Label | known::Member::Data)
}

/// Whether an attribute of a handle is the same whether the handle is open or not.
pub fn attribute_is_label(handle: &Handle, name: &str) -> bool {
    known::attribute(handle, name) == known::Member::Label
}

/// Where what is followed comes from.
#[derive(Clone, Copy)]
enum Start<'a> {
    /// A step acquires it.
    Acquired(StepId, Acquired<'a>),
    /// It is an argument of a function of the file.
    Given(VarId, Tie, &'a Handle),
}

/// What becomes of an argument in a function of the file.
#[derive(Clone, Copy, Debug, Default)]
struct Fate {
    /// What the result is to it.
    result: Option<Tie>,
    /// Whether something may keep it, or what is made of it, when the function returns.
    is_kept: bool,
    /// Whether it may have been released.
    is_released: bool,
    /// Whether it may be open still.
    may_be_open: bool,
    /// Whether it may do something that nobody has waited for.
    goes_on: bool,
}

impl Fate {
    /// Of a function that is not followed.
    const UNKNOWN: Self = Self {
        result: Some(Tie::Part),
        is_kept: true,
        is_released: false,
        may_be_open: true,
        goes_on: true,
    };
}

/// What is known to become of arguments. Calls are met again and again, on other paths and in other functions.
#[derive(Default)]
struct Fates {
    /// Of a parameter of a function that is given something tied, as deep as functions are followed from there.
    known: RefCell<BTreeMap<(FunctionId, VarId, Tie, usize), Fate>>,
    /// How many steps were followed.
    work: Cell<usize>,
}

/// A block, and why control came to each `finally` around it that is running.
type Place = (BlockId, Vec<Why>);

/// One handle followed through one scope.
struct Follow<'a> {
    context: Context<'a>,
    start: Start<'a>,
    text: &'a str,
    depth: usize,
    fates: &'a Fates,
    /// Generator expressions, with the variables that hold them: they run when somebody asks.
    generators: Vec<(StepId, VarId)>,
    found: RefCell<Found>,
}

/// How sure it is that something comes too late.
#[derive(Clone, Copy)]
struct Surely {
    is_certain: bool,
    is_known: bool,
}

/// What was found on the way.
#[derive(Default)]
struct Found {
    late: BTreeMap<(StepId, LateKind), Surely>,
    names: BTreeSet<String>,
    result: Option<Tie>,
    /// Whether a release waits for what goes on.
    waits: bool,
    /// Whether something goes on, and nothing has failed, where the scope is left.
    goes_on: bool,
}

impl<'a> Follow<'a> {
    fn new(
        context: Context<'a>,
        start: Start<'a>,
        text: &'a str,
        (depth, fates): (usize, &'a Fates),
    ) -> Self {
        let mut follow = Self {
            context,
            start,
            text,
            depth,
            fates,
            generators: Vec::new(),
            found: RefCell::default(),
        };
        follow.generators = follow.generator_expressions();
        follow
    }

    fn cfg(&self) -> &'a Cfg {
        self.context.cfg()
    }

    fn handle(&self) -> &'a Handle {
        match self.start {
            Start::Acquired(_, acquired) => acquired.handle,
            Start::Given(_, _, handle) => handle,
        }
    }

    /// How the site gives the handle.
    fn form(&self) -> Form {
        match self.start {
            Start::Acquired(_, acquired) => acquired.form,
            Start::Given(..) => Form::Returned,
        }
    }

    /// Follows every path until nothing new is learned. Gives what is known where the scope is left.
    fn run(&self) -> State {
        let mut known: BTreeMap<Place, State> = BTreeMap::new();
        let mut first = State::default();
        if let Start::Given(param, tie, _) = self.start {
            first.open();
            first.tie(param, tie);
        }
        let entry = (Cfg::ENTRY, Vec::new());
        known.insert(entry.clone(), first);
        let mut waiting = BTreeSet::from([entry]);
        while let Some(place) = waiting.pop_first() {
            let Some(state) = known.get(&place).cloned() else {
                continue;
            };
            for (next, state) in self.flow(place, state) {
                let is_new = match known.get_mut(&next) {
                    Some(there) => there.join(&state),
                    None => {
                        known.insert(next.clone(), state);
                        true
                    }
                };
                if is_new {
                    waiting.insert(next);
                }
            }
        }
        let mut left = State::default();
        let is_exit = |block: BlockId| block == Cfg::RETURN || block == Cfg::RAISE;
        for ((block, _), state) in known.iter().filter(|((block, _), _)| is_exit(*block)) {
            self.left_by(*block, state);
            left.join(state);
        }
        left
    }

    /// Where a place leads, with what is known there.
    fn flow(&self, (block, mut pending): Place, mut state: State) -> Vec<(Place, State)> {
        let block = self.cfg().block(block);
        let work = self.fates.work.get();
        self.fates.work.set(work + block.steps.len() + 1);
        let mut before = None;
        for (at, step) in block.steps.iter().enumerate() {
            if at + 1 == block.steps.len() {
                before = Some(state.clone());
            }
            match self.cfg().step(*step).kind {
                StepKind::Push(why) => pending.push(why),
                StepKind::Pop => drop(pending.pop()),
                _ => self.step(*step, &mut state),
            }
        }
        let is_site =
            |step: &StepId| matches!(self.start, Start::Acquired(site, _) if site == *step);
        // What raises has acquired nothing, opened nothing on top of it, and stored nothing.
        let raised = match (before, block.steps.last()) {
            (Some(before), Some(last)) if is_site(last) => before,
            (Some(before), Some(last)) => {
                let mut raised = state.clone();
                let is_old = |step: &StepId| step != last || before.above.contains(step);
                let is_on_top = |step: &StepId| is_old(step) && !self.is_entered_by(*last, *step);
                raised.above.retain(is_on_top);
                if self.is_store(*last) && !before.given.contains_key(last) {
                    raised.given.remove(last);
                }
                self.fails(*last, &mut raised);
                raised
            }
            _ => state.clone(),
        };
        match &block.terminator {
            Terminator::Fallible { next, .. } if self.is_pop_all(block.steps.last()) => {
                vec![((*next, pending), state)]
            }
            Terminator::Fallible { next, raise } => vec![
                ((*next, pending.clone()), state),
                ((*raise, pending), raised),
            ],
            Terminator::Iterate { item, done, raise } => {
                let (mut more, mut out) = (state.clone(), state);
                if let Some(last) = block.steps.last()
                    && let StepKind::Next { iter, .. } = self.cfg().step(*last).kind
                {
                    self.begins_turn(iter, &mut more);
                    self.runs_out(*last, iter, &mut out);
                }
                let to = [(*item, more), (*done, out), (*raise, raised)].into_iter();
                to.map(|(next, state)| ((next, pending.clone()), state))
                    .collect()
            }
            Terminator::EndFinally(end) => {
                let why = pending.pop();
                let to = self.end_finally(end, why, &state).into_iter();
                to.map(|next| ((next, pending.clone()), state.clone()))
                    .collect()
            }
            other => {
                let all = other.successors().into_iter();
                all.map(|next| ((next, pending.clone()), state.clone()))
                    .collect()
            }
        }
    }

    /// The scope is left: what has been given to somebody is not surely late where the handle may be open.
    fn left_by(&self, exit: BlockId, state: &State) {
        let mut found = self.found.borrow_mut();
        found.goes_on |= exit == Cfg::RETURN && state.may_be_open() && !state.work.is_empty();
        for step in state.given.keys().filter(|_| state.may_be_open()) {
            if let Some(surely) = found.late.get_mut(&(*step, LateKind::Given)) {
                surely.is_certain = false;
            }
        }
    }

    fn late(&self, step: StepId, (kind, tie): (LateKind, Option<Tie>), state: &State) {
        let mut found = self.found.borrow_mut();
        let is_known = matches!(tie, Some(Tie::Handle | Tie::Rows | Tie::Holds));
        let surely = found.late.entry((step, kind)).or_insert(Surely {
            is_certain: true,
            is_known,
        });
        surely.is_certain &= !state.may_be_open();
        surely.is_known &= is_known;
    }

    fn told(self) -> Dependence {
        let found = self.found.into_inner();
        let late = found.late.into_iter().map(|((step, kind), surely)| {
            let range = self.context.cfg().step(step).range;
            Late {
                kind,
                code: range.of(self.text).split_whitespace().collect(),
                range,
                is_known: surely.is_known,
                is_certain: surely.is_certain,
            }
        });
        Dependence {
            late: late.collect(),
            names: found.names,
            waits: found.waits && !found.goes_on,
            work: self.fates.work.get(),
        }
    }
}
