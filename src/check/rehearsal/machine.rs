//! Goes from step to step, and splits where more than one thing can happen.

use super::program::Program;
use super::value::{Back, Env, Frame, From, Kind, State, Thing, V};
use super::{Asked, Fault, Rehearsal, Way};
use crate::cfg::{BlockId, Cfg, Condition, StepKind, Terminator, is_true};
use crate::syntax::ast::Constant;
use crate::text::Range;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How far a program is followed: steps, ways that are open at a time, entries of one block.
const STEPS: usize = 60_000;
const OPEN: usize = 512;
const TURNS: usize = 4;
/// How deep calls may be inside one another.
const DEPTH: usize = 24;
/// How often a function may be called inside itself.
const AGAIN: usize = 5;

pub(super) struct Machine<'a> {
    pub(super) program: &'a Program<'a>,
    pub(super) asked: &'a Asked<'a>,
    /// Ways that are still to be followed.
    pub(super) open: Vec<State>,
    /// Whether watched calls fail; not while the file itself is run.
    pub(super) is_on: bool,
    pub(super) ways: Vec<Way>,
    /// How many things there were before the function was called.
    pub(super) before: usize,
    /// Whether the step that is made has read a name or an attribute that has no value.
    pub(super) nameless: RefCell<Option<Fault>>,
    /// The state in which the file's own statements have ended.
    pub(super) defined: Option<State>,
}

pub(super) fn run(program: &Program<'_>, asked: &Asked<'_>) -> Rehearsal {
    let mut machine = Machine {
        program,
        asked,
        open: Vec::new(),
        is_on: false,
        ways: Vec::new(),
        before: 0,
        nameless: RefCell::new(None),
        defined: None,
    };
    let mut state = State::default();
    machine.is_on = asked.within.is_empty();
    machine.enter(&mut state, 0, None, Vec::new(), Back::Out);
    machine.follow(state);
    if machine.is_on {
        return Rehearsal::Ways(machine.ways);
    }
    let Some(mut state) = machine.defined.take() else {
        return Rehearsal::Missing;
    };
    let Some(function) = machine.global(&state, asked.within) else {
        return Rehearsal::Missing;
    };
    if !matches!(
        function.kind,
        Kind::Function(..) | Kind::Partial(..) | Kind::Thing(_) | Kind::Class(..) | Kind::Opaque
    ) {
        return Rehearsal::Missing;
    }
    if machine.is_lazy(&function) {
        return Rehearsal::Lazy;
    }
    machine.is_on = true;
    machine.before = state.things.len();
    (state.seen, state.failed, state.is_empty) = (Vec::new(), None, false);
    let is_about_names = |fault: &Fault| fault.kind.is_about_names();
    state.faults.retain(is_about_names);
    (state.is_none, state.is_idle) = (false, false);
    let given = || V {
        kind: Kind::Given,
        from: From {
            given: true,
            ..From::default()
        },
    };
    let needed = machine.expects(&function);
    let count = asked.takes.or(needed.map(|(least, _)| least)).unwrap_or(1);
    if needed.is_some_and(|(least, most)| count < least || most < count) {
        return Rehearsal::Changed;
    }
    let args = (0..count).map(|_| given()).collect();
    state.frames.clear();
    if machine.call_out(&mut state, function, args) {
        machine.follow(state);
    }
    Rehearsal::Ways(machine.ways)
}

impl Machine<'_> {
    pub(super) fn follow(&mut self, start: State) {
        let mut left = STEPS;
        self.open.push(start);
        while let Some(mut state) = self.open.pop() {
            while left > 0 && self.step(&mut state) {
                left -= 1;
            }
            if self.defined.is_some() && !self.is_on {
                self.open.clear();
            }
        }
    }

    pub(super) fn split(&mut self, state: State) {
        if self.open.len() < OPEN {
            self.open.push(state);
        }
    }

    /// Begins a call of a scope.
    pub(super) fn enter(
        &mut self,
        state: &mut State,
        scope: usize,
        around: Option<usize>,
        args: Vec<(usize, V)>,
        back: Back,
    ) -> bool {
        let cfg = &self.program.scopes[scope].cfg;
        let mut vars = vec![None; cfg.vars.len()];
        for (at, value) in args {
            if let Some(slot) = vars.get_mut(at) {
                *slot = Some(value);
            }
        }
        state.envs.push(Env {
            scope,
            around,
            vars,
        });
        let frame = Frame {
            scope,
            env: state.envs.len() - 1,
            block: Cfg::ENTRY,
            at: 0,
            whys: Vec::new(),
            error: None,
            value: None,
            back,
            then: Vec::new(),
            turns: BTreeMap::new(),
            paused: None,
            swallowed: false,
        };
        // What a recursion gives that is followed no further is what the ways give on which it ends.
        let again = state.frames.iter().filter(|it| it.scope == scope).count();
        if state.frames.len() >= DEPTH || again > AGAIN {
            return false;
        }
        state.frames.push(frame);
        true
    }

    /// One step of the innermost call; false when the way has ended.
    pub(super) fn step(&mut self, state: &mut State) -> bool {
        let Some(frame) = state.frames.last_mut() else {
            return false;
        };
        let cfg = &self.program.scopes[frame.scope].cfg;
        let block = cfg.block(frame.block);
        if let Some(id) = block.steps.get(frame.at) {
            frame.at += 1;
            let step = cfg.step(*id);
            let (range, kind) = (step.range, step.kind.clone());
            let goes_on = self.perform(state, range, kind);
            self.told_of_names(state, self.program.line(range));
            return goes_on;
        }
        let terminator = block.terminator.clone();
        self.leave_block(state, terminator)
    }

    pub(super) fn leave_block(&mut self, state: &mut State, terminator: Terminator) -> bool {
        match terminator {
            Terminator::Goto(next) | Terminator::Fallible { next, .. } => self.go(state, next),
            Terminator::Branch {
                condition,
                negative,
                yes,
                no,
                ..
            } => {
                let (yes, no) = if negative { (no, yes) } else { (yes, no) };
                match self.holds(state, &condition) {
                    Some(true) => self.go(state, yes),
                    Some(false) => self.go(state, no),
                    None => self.either(state, &condition, yes, no),
                }
            }
            // A `Next` that is answered goes on by itself.
            Terminator::Iterate { item, .. } => self.go(state, item),
            Terminator::Dispatch {
                handlers,
                otherwise,
            } => self.dispatch(state, handlers, otherwise),
            Terminator::EndFinally(end) => self.end_finally(state, &end),
            Terminator::Exit => self.leave(state),
        }
    }

    pub(super) fn go(&mut self, state: &mut State, block: BlockId) -> bool {
        let Some(frame) = state.frames.last_mut() else {
            return false;
        };
        frame.block = block;
        frame.at = 0;
        let turns = frame.turns.entry(block.0).or_default();
        *turns += 1;
        *turns <= TURNS + 4
    }

    /// Both ways of a branch; what is read in a loop is taken to be there the first time.
    pub(super) fn either(
        &mut self,
        state: &mut State,
        condition: &Condition,
        yes: BlockId,
        no: BlockId,
    ) -> bool {
        let (asked, none) = match condition {
            Condition::Truth(var) => (Some(self.var(state, *var)), None),
            Condition::Equals(var, Constant::None) => (None, Some(self.var(state, *var))),
            _ => (None, None),
        };
        let is_same = (asked.as_ref()).is_some_and(|value| self.is_same(state, value));
        let is_row = (asked.as_ref()).is_some_and(|value| is_row(state, value));
        let is_none = none.is_some_and(|value| self.is_same(state, &value));
        let from = asked.map(|value| state.origin(&value)).unwrap_or_default();
        let first = self.turns(state) <= 1;
        if from.opened && !from.made && first && self.is_in_loop(state) {
            return self.go(state, yes);
        }
        state.guessed = true;
        if self.turns(state) > TURNS {
            return self.go(state, no);
        }
        let mut other = state.clone();
        other.is_empty |= is_same;
        other.is_none |= is_row;
        other.is_idle |= first && !is_same && self.is_in_loop(state);
        if self.go(&mut other, no) {
            self.split(other);
        }
        state.is_none |= is_none;
        self.go(state, yes)
    }

    pub(super) fn turns(&self, state: &State) -> usize {
        let frame = state.frames.last();
        frame
            .and_then(|it| it.turns.get(&it.block.0).copied())
            .unwrap_or(0)
    }

    pub(super) fn is_in_loop(&self, state: &State) -> bool {
        let Some(frame) = state.frames.last() else {
            return false;
        };
        let cfg = &self.program.scopes[frame.scope].cfg;
        let (mut seen, mut next) = (
            vec![false; cfg.blocks.len()],
            cfg.block(frame.block).terminator.successors(),
        );
        while let Some(block) = next.pop() {
            if block == frame.block {
                return true;
            }
            if !std::mem::replace(&mut seen[block.index()], true) {
                next.extend(cfg.block(block).terminator.successors());
            }
        }
        false
    }

    pub(super) fn holds(&self, state: &State, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::Truth(var) => match &self.var(state, *var).kind {
                Kind::Constant(constant) => Some(is_true(constant)),
                Kind::Function(..) | Kind::Class(..) | Kind::Error(_) => Some(true),
                Kind::Thing(at) => match state.things.get(*at) {
                    Some(Thing::Sequence(items)) => Some(!items.is_empty()),
                    Some(Thing::Dict(entries)) if entries.is_empty() => Some(false),
                    Some(Thing::Joined(parts)) if parts.is_empty() => Some(false),
                    Some(Thing::Handle { .. }) => Some(true),
                    _ => None,
                },
                Kind::Name(name) if name == "typing.TYPE_CHECKING" => Some(false),
                _ => None,
            },
            Condition::Equals(var, constant) => match &self.var(state, *var).kind {
                Kind::Constant(own) => Some(own == constant),
                Kind::Name(name) if name == "__name__" => Some(false),
                Kind::Text if *constant == Constant::None => Some(false),
                Kind::Opaque
                | Kind::Given
                | Kind::Text
                | Kind::Member(..)
                | Kind::Name(_)
                | Kind::Inside(..) => None,
                Kind::Thing(at)
                    if matches!(
                        state.things.get(*at),
                        Some(Thing::Answer { .. } | Thing::Joined(_))
                    ) =>
                {
                    None
                }
                _ => Some(false),
            },
            _ => None,
        }
    }

    pub(super) fn perform(&mut self, state: &mut State, range: Range, kind: StepKind) -> bool {
        match kind {
            StepKind::Assign { dst, value } => self.evaluate(state, range, dst, value),
            StepKind::StoreAttr { base, attr, value } => {
                let (base, value) = (self.var(state, base), self.var(state, value));
                if let Kind::Thing(at) = base.kind
                    && let Some(Thing::Object { members, .. }) = state.things.get_mut(at)
                {
                    members.insert(attr, value);
                }
                true
            }
            StepKind::StoreItem { base, key, value } => {
                let (base, value) = (self.var(state, base), self.var(state, value));
                let key = key.map(|key| self.var(state, key));
                self.put(state, &base, key, value, self.program.line(range));
                true
            }
            StepKind::Collect { into, value } => {
                let (into, value) = (self.var(state, into), self.var(state, value));
                self.collect(state, &into, value, range);
                true
            }
            StepKind::Delete(var) => {
                // What has no value cannot be deleted either.
                let _ = self.var(state, var);
                self.clear(state, var);
                true
            }
            StepKind::Enter { dst, manager } => {
                let line = self.program.line(range);
                self.enter_manager(state, (dst, manager), line)
            }
            StepKind::Leave(manager) => self.leave_manager(state, manager),
            StepKind::Drop(..) | StepKind::Turn => true,
            StepKind::Push(why) => {
                if let Some(frame) = state.frames.last_mut() {
                    let error = frame.error.take();
                    frame.whys.push((why, error));
                    frame.swallowed = false;
                }
                true
            }
            StepKind::Pop => {
                if let Some(frame) = state.frames.last_mut() {
                    frame.whys.pop();
                }
                true
            }
            StepKind::Return(var) => {
                let value = var.map_or_else(V::none, |var| self.var(state, var));
                if state.frames.len() == 1 {
                    state.line = self.program.line(range);
                }
                if let Some(frame) = state.frames.last_mut() {
                    frame.value = Some(value);
                }
                true
            }
            StepKind::Raise(var) => {
                let error = self.raised(state, range, var);
                self.raise(state, error)
            }
            StepKind::Next { dst, iter } => self.next_item(state, range, (dst, iter)),
        }
    }
}

/// Whether a value is a row of a table, which is false only where there is none.
fn is_row(state: &State, value: &V) -> bool {
    let Kind::Thing(at) = value.kind else {
        return false;
    };
    matches!(
        state.things.get(at),
        Some(Thing::Answer { is_row: true, .. })
    )
}
