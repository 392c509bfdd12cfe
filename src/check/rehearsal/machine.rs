//! Goes from step to step, and splits where more than one thing can happen.

use super::errors::{Fits, fits};
use super::program::Program;
use super::value::{Back, Env, Error, Frame, From, Kind, Origin, State, Thing, V};
use super::{Asked, End, Rehearsal, Way};
use crate::cfg::{
    BlockId, Catches, Cfg, Condition, EndFinally, StepKind, Terminator, VarId, Why, is_true,
};
use crate::text::Range;
use std::collections::BTreeMap;

/// How far a program is followed: steps, ways that are open at a time, entries of one block.
const STEPS: usize = 60_000;
const OPEN: usize = 512;
const TURNS: usize = 4;
/// How deep calls may be inside one another.
const DEPTH: usize = 24;

pub(super) struct Machine<'a> {
    pub(super) program: &'a Program<'a>,
    pub(super) asked: &'a Asked<'a>,
    /// Ways that are still to be followed.
    pub(super) open: Vec<State>,
    /// Whether watched calls fail; not while the file itself is run.
    pub(super) is_on: bool,
    ways: Vec<Way>,
    /// The state in which the file's own statements have ended.
    defined: Option<State>,
}

pub(super) fn run(program: &Program<'_>, asked: &Asked<'_>) -> Rehearsal {
    let mut machine = Machine {
        program,
        asked,
        open: Vec::new(),
        is_on: false,
        ways: Vec::new(),
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
    (state.seen, state.failed, state.is_empty) = (Vec::new(), None, false);
    let given = || {
        V::opaque(From {
            given: true,
            ..From::default()
        })
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
    fn follow(&mut self, start: State) {
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
    ) {
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
        if state.frames.len() < DEPTH {
            state.frames.push(frame);
        } else {
            self.give(state, frame.back, V::opaque(From::default()));
        }
    }

    /// One step of the innermost call; false when the way has ended.
    fn step(&mut self, state: &mut State) -> bool {
        let Some(frame) = state.frames.last_mut() else {
            return false;
        };
        let cfg = &self.program.scopes[frame.scope].cfg;
        let block = cfg.block(frame.block);
        if let Some(id) = block.steps.get(frame.at) {
            frame.at += 1;
            let step = cfg.step(*id);
            let (range, kind) = (step.range, step.kind.clone());
            return self.perform(state, range, kind);
        }
        let terminator = block.terminator.clone();
        self.leave_block(state, terminator)
    }

    fn leave_block(&mut self, state: &mut State, terminator: Terminator) -> bool {
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
    fn either(
        &mut self,
        state: &mut State,
        condition: &Condition,
        yes: BlockId,
        no: BlockId,
    ) -> bool {
        let asked = match condition {
            Condition::Truth(var) => Some(self.var(state, *var)),
            _ => None,
        };
        let from = asked.map(|value| state.origin(&value)).unwrap_or_default();
        let first = self.turns(state) <= 1;
        if from.opened && !from.made && first && self.is_in_loop(state) {
            return self.go(state, yes);
        }
        if self.turns(state) > TURNS {
            return self.go(state, no);
        }
        let mut other = state.clone();
        other.is_empty |= from.made;
        if self.go(&mut other, no) {
            self.split(other);
        }
        self.go(state, yes)
    }

    pub(super) fn turns(&self, state: &State) -> usize {
        let frame = state.frames.last();
        frame
            .and_then(|it| it.turns.get(&it.block.0).copied())
            .unwrap_or(0)
    }

    fn is_in_loop(&self, state: &State) -> bool {
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

    fn holds(&self, state: &State, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::Truth(var) => match &self.var(state, *var).kind {
                Kind::Constant(constant) => Some(is_true(constant)),
                Kind::Function(..) | Kind::Class(..) | Kind::Error(_) => Some(true),
                Kind::Thing(at) => match state.things.get(*at) {
                    Some(Thing::Sequence(items)) => Some(!items.is_empty()),
                    Some(Thing::Handle { .. }) => Some(true),
                    _ => None,
                },
                Kind::Name(name) if name == "typing.TYPE_CHECKING" => Some(false),
                _ => None,
            },
            Condition::Equals(var, constant) => match &self.var(state, *var).kind {
                Kind::Constant(own) => Some(own == constant),
                Kind::Opaque => None,
                Kind::Member(..) => None,
                _ => Some(false),
            },
            _ => None,
        }
    }

    fn perform(&mut self, state: &mut State, range: Range, kind: StepKind) -> bool {
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
            StepKind::StoreItem { base, value } | StepKind::Collect { into: base, value } => {
                let (base, value) = (self.var(state, base), self.var(state, value));
                if let Kind::Thing(at) = base.kind
                    && let Some(Thing::Sequence(items)) = state.things.get_mut(at)
                {
                    items.push(value);
                }
                true
            }
            StepKind::Delete(var) => {
                self.clear(state, var);
                true
            }
            StepKind::Enter { dst, manager } => self.enter_manager(state, dst, manager),
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
                if let Some(frame) = state.frames.last_mut() {
                    frame.value = Some(value);
                }
                true
            }
            StepKind::Raise(var) => {
                let error = self.raised(state, range, var);
                self.raise(state, error)
            }
            StepKind::Next { dst, iter } => self.next_item(state, dst, iter),
        }
    }

    fn raised(&mut self, state: &State, range: Range, var: Option<VarId>) -> Error {
        let handled = (state.frames.iter().rev())
            .flat_map(|frame| frame.whys.iter().rev())
            .find_map(|(why, error)| {
                error
                    .clone()
                    .filter(|_| matches!(why, Why::Handling | Why::Raise))
            });
        let Some(var) = var else {
            return handled.unwrap_or_default();
        };
        let is_silent = self.program.silent.contains(&range.start);
        match self.var(state, var).kind {
            Kind::Error(error) => error,
            kind => Error {
                origin: Origin::Type(match kind {
                    Kind::Name(name) => name,
                    Kind::Class(at, _) => self.program.classes[at].name.clone(),
                    _ => "Exception".to_owned(),
                }),
                is_original: !is_silent && handled.is_some_and(|error| error.is_original),
            },
        }
    }

    /// An error leaves the current step.
    pub(super) fn raise(&mut self, state: &mut State, error: Error) -> bool {
        let Some(frame) = state.frames.last_mut() else {
            return false;
        };
        let cfg = &self.program.scopes[frame.scope].cfg;
        let is_last = frame.at >= cfg.block(frame.block).steps.len();
        let target = match &cfg.block(frame.block).terminator {
            Terminator::Fallible { raise, .. } | Terminator::Iterate { raise, .. } if is_last => {
                *raise
            }
            Terminator::EndFinally(_) => {
                // From `__exit__`: the new error takes the place of what was under way.
                if let Some(top) = frame.whys.last_mut() {
                    *top = (Why::Raise, Some(error));
                }
                frame.swallowed = false;
                return true;
            }
            _ => Cfg::RAISE,
        };
        frame.error = Some(error);
        self.go(state, target)
    }

    fn dispatch(
        &mut self,
        state: &mut State,
        handlers: Vec<(Catches, BlockId)>,
        otherwise: BlockId,
    ) -> bool {
        let error = state
            .frames
            .last()
            .and_then(|frame| frame.error.clone())
            .unwrap_or_default();
        for (catches, block) in handlers {
            let caught = match &catches {
                Catches::Everything => Fits::Yes,
                Catches::Types(names) => fits(&error, &self.types(state, names)),
                Catches::Unknown => Fits::Perhaps,
            };
            match caught {
                Fits::Yes => return self.go(state, block),
                Fits::Perhaps => {
                    let mut other = state.clone();
                    if self.go(&mut other, block) {
                        self.split(other);
                    }
                }
                Fits::No => {}
            }
        }
        self.go(state, otherwise)
    }

    fn end_finally(&mut self, state: &mut State, end: &EndFinally) -> bool {
        let Some(frame) = state.frames.last_mut() else {
            return false;
        };
        let (why, error) = frame.whys.pop().unwrap_or((Why::Normal, None));
        let next = match why {
            Why::Raise if std::mem::take(&mut frame.swallowed) => end.normal,
            Why::Raise => {
                frame.error = error;
                end.raise
            }
            Why::Return => end.on_return.unwrap_or(end.normal),
            Why::Break => end.on_break.unwrap_or(end.normal),
            Why::Continue => end.on_continue.unwrap_or(end.normal),
            Why::Normal | Why::Handling => end.normal,
        };
        self.go(state, next)
    }

    /// The innermost call ends.
    fn leave(&mut self, state: &mut State) -> bool {
        let Some(frame) = state.frames.pop() else {
            return false;
        };
        if let Some(at) = frame.paused {
            state.things[at] = Thing::Paused(None);
        }
        if frame.block == Cfg::RAISE {
            let error = frame.error.unwrap_or_default();
            return match frame.back {
                Back::Out => self.end(state, Err(error)),
                _ => self.raise(state, error),
            };
        }
        let mut value = frame.value.unwrap_or_else(V::none);
        if let Back::Item(_) = frame.back {
            return self.no_item(state);
        }
        if let (Some(_), Back::Var(_)) = (frame.paused, &frame.back) {
            let error = Error {
                origin: Origin::Type("StopIteration".to_owned()),
                is_original: false,
            };
            return self.raise(state, error);
        }
        let mut then = frame.then;
        if let Some(decorator) = then.pop() {
            value.from = state.origin(&value);
            return self.call_then(state, decorator, vec![value], frame.back, then);
        }
        self.give(state, frame.back, value)
    }

    /// A value comes back to whoever waits for it.
    pub(super) fn give(&mut self, state: &mut State, back: Back, value: V) -> bool {
        match back {
            Back::Var(dst) => self.set(state, dst, value),
            Back::Made(dst, object) => self.set(state, dst, object),
            Back::Item(dst) => {
                self.set(state, dst, value);
                return self.next_block(state);
            }
            Back::Exit => {
                let is_true = match &value.kind {
                    Kind::Constant(constant) => is_true(constant),
                    Kind::Opaque if value.from == From::default() => false,
                    _ => true,
                };
                if let Some(frame) = state.frames.last_mut() {
                    frame.swallowed |= is_true;
                }
            }
            // The generator has ended in peace: what was thrown into it is gone.
            Back::Resumed => {
                if let Some(frame) = state.frames.last_mut() {
                    frame.swallowed = true;
                }
            }
            Back::Out => return self.end(state, Ok(value)),
        }
        true
    }

    fn end(&mut self, state: &mut State, result: Result<V, Error>) -> bool {
        if !self.is_on {
            if self.defined.is_none() && result.is_ok() {
                self.defined = Some(state.clone());
            }
            return false;
        }
        let end = match &result {
            Ok(value) if value.is_none() => End::Nothing,
            Ok(value) if state.origin(value).made || state.is_empty => End::Made,
            Ok(_) => End::Unrelated,
            Err(error) if error.is_original => End::SameError,
            Err(_) => End::OtherError,
        };
        self.ways.push(Way {
            end,
            calls: state.seen.clone(),
            error: state.failed.clone(),
        });
        false
    }

    pub(super) fn var(&self, state: &State, var: VarId) -> V {
        let env = state
            .frames
            .last()
            .and_then(|frame| state.envs.get(frame.env));
        let Some(env) = env else {
            return V::opaque(From::default());
        };
        if let Some(Some(value)) = env.vars.get(var.index()) {
            return value.clone();
        }
        let name = &self.program.scopes[env.scope].cfg.var(var).name;
        self.named(state, env.around, name)
    }

    /// What a name means in the scopes around, and at last in the file or in Python.
    pub(super) fn named(&self, state: &State, mut around: Option<usize>, name: &str) -> V {
        while let Some(env) = around.and_then(|at| state.envs.get(at)) {
            if let Some(value) = self.own(env, name) {
                return value;
            }
            around = env.around;
        }
        self.global(state, name)
            .unwrap_or_else(|| V::of(Kind::Name(name.to_owned())))
    }

    pub(super) fn global(&self, state: &State, name: &str) -> Option<V> {
        self.own(state.envs.first()?, name)
    }

    fn own(&self, env: &Env, name: &str) -> Option<V> {
        let vars = &self.program.scopes[env.scope].cfg.vars;
        let mut found = vars
            .iter()
            .zip(&env.vars)
            .filter(|(var, _)| var.name == name);
        found.find_map(|(_, value)| value.clone())
    }

    pub(super) fn set(&self, state: &mut State, var: VarId, value: V) {
        let Some(at) = state.frames.last().map(|frame| frame.env) else {
            return;
        };
        let cfg = &self.program.scopes[state.envs[at].scope].cfg;
        let is_shared = at != 0
            && matches!(
                cfg.var(var).reach,
                crate::cfg::Reach::Global | crate::cfg::Reach::Nonlocal
            );
        if is_shared {
            let name = cfg.var(var).name.clone();
            let mut around = state.envs[at].around.or(Some(0));
            while let Some(outer) = around {
                let vars = &self.program.scopes[state.envs[outer].scope].cfg.vars;
                if let Some(slot) = vars.iter().position(|each| each.name == name) {
                    state.envs[outer].vars[slot] = Some(value.clone());
                }
                around = state.envs[outer].around;
            }
        }
        if let Some(slot) = state.envs[at].vars.get_mut(var.index()) {
            *slot = Some(value);
        }
    }

    fn clear(&self, state: &mut State, var: VarId) {
        if let Some(at) = state.frames.last().map(|frame| frame.env)
            && let Some(slot) = state.envs[at].vars.get_mut(var.index())
        {
            *slot = None;
        }
    }

    fn types(&self, state: &State, names: &[String]) -> Vec<String> {
        let mut types = Vec::new();
        for name in names {
            let first = state
                .frames
                .last()
                .map(|frame| self.named(state, Some(frame.env), name));
            match first.map(|value| value.kind) {
                Some(Kind::Thing(at)) => match state.things.get(at) {
                    Some(Thing::Sequence(items)) => {
                        types.extend(items.iter().filter_map(|item| match &item.kind {
                            Kind::Name(name) => Some(name.clone()),
                            _ => None,
                        }))
                    }
                    _ => types.push(name.clone()),
                },
                Some(Kind::Name(known)) => types.push(known),
                _ => types.push(name.clone()),
            }
        }
        types
    }
}
