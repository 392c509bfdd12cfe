//! Goes from step to step, and splits where more than one thing can happen.

use super::facts;
use super::program::Program;
use super::value::{Back, Env, Frame, From, Kind, State, Thing, V};
use super::{Asked, Fault, Rehearsal, Way};
use crate::cfg::{BlockId, Cfg, StepKind, Terminator};
use crate::text::Range;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How far a program is followed: steps, ways that are open at a time, entries of one block.
const STEPS: usize = 60_000;
const OPEN: usize = 512;
pub(super) const TURNS: usize = 4;
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
        Kind::Function(..)
            | Kind::Partial(..)
            | Kind::Thing(_)
            | Kind::Class(..)
            | Kind::Opaque
            | Kind::Told(_)
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
    (state.is_none, state.is_idle, state.asks) = (false, false, false);
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
                    None => {
                        let fact = self.fact(state, &condition);
                        match fact.as_ref().and_then(|fact| facts::known(state, fact)) {
                            Some(true) => self.go(state, yes),
                            Some(false) => self.go(state, no),
                            None => self.either(state, &condition, fact.as_ref(), (yes, no)),
                        }
                    }
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

    pub(super) fn perform(&mut self, state: &mut State, range: Range, kind: StepKind) -> bool {
        match kind {
            StepKind::Assign { dst, value } => self.evaluate(state, range, dst, value),
            StepKind::StoreAttr { base, attr, value } => {
                let (base, value) = (self.var(state, base), self.var(state, value));
                state.is_odd |= makes_rows(&attr) && !value.is_none();
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
            StepKind::Drop(..) | StepKind::Slip { .. } | StepKind::Turn => true,
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

/// Attributes of a connection that say what its rows are made as.
fn makes_rows(attr: &str) -> bool {
    matches!(attr, "row_factory" | "text_factory")
}
