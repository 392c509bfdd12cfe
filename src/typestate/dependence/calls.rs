//! What a call does with what is tied to the handle, and what its result is to it.

use super::callee::Callee;
use super::state::{State, Tie};
use super::{BLOCKS, Fate, Follow, POP_ALL, Start, known};
use crate::cfg::{CallArg, StepId, StepKind, Value, VarId};
use crate::typestate::evidence::{self, Effect, Given};
use crate::typestate::handle::context::Context;
use crate::typestate::written::functions::FunctionId;

impl Follow<'_> {
    /// What is used by a call, and what its result is to the handle.
    pub(super) fn call(
        &self,
        id: StepId,
        func: VarId,
        args: &[CallArg],
        state: &mut State,
    ) -> Option<Tie> {
        let tied: Vec<&CallArg> = args
            .iter()
            .filter(|arg| state.of(arg.var).is_some())
            .collect();
        let callee = self.callee(func);
        if let Callee::Method(stack, name) = &callee
            && let [arg] = args
            && matches!(state.of(arg.var), Some(Tie::Handle | Tie::Closing))
            && matches!(name.as_str(), "enter_context" | "push")
        {
            self.register(*stack, state);
            return Some(Tie::Handle);
        }
        if let Callee::Method(stack, name) = &callee
            && name == POP_ALL
            && state.of(*stack) == Some(Tie::Stack)
        {
            state.let_go();
            return Some(Tie::Stack);
        }
        if let Callee::Method(base, name) = &callee
            && let Some(tie) = state.of(*base)
            && tie != Tie::Stack
        {
            return self.method(id, (*base, tie), (name, args), state);
        }
        if let Some(tie) = state.of(func) {
            self.touch(id, func, state);
            return Some(tie.max(Tie::Part));
        }
        if let Callee::Path(path) = &callee {
            if known::sees_all(path, args.len()) {
                return self.touch_all(id, state);
            }
            if known::exhausts(path) || (known::waits_for_all(path) && args.len() == 1) {
                self.exhausts(args, state);
            }
        }
        let given = |arg: &&CallArg| match state.of(arg.var) {
            // All that it has, one by one.
            Some(Tie::Holds) if arg.starred => Some(Tie::Handle),
            tie => tie,
        };
        let most = tied.iter().filter_map(given).max()?;
        let handle = self.handle();
        let first = tied[0].var;
        match &callee {
            Callee::Path(path)
                if handle.release_calls.contains(path) || handle.release_all.contains(path) =>
            {
                self.release(id, first, path, state);
                return None;
            }
            Callee::Path(path) if path == "contextlib.closing" || path == "contextlib.aclosing" => {
                return Some(match most {
                    Tie::Handle => Tie::Closing,
                    tie => tie,
                });
            }
            Callee::Path(path) if path == "contextlib.nullcontext" => return Some(Tie::Lending),
            Callee::Method(_, name) if handle.given_back.contains(name) => {
                self.release(id, first, name, state);
                return None;
            }
            _ => {}
        }
        for arg in &tied {
            self.touch(id, arg.var, state);
        }
        self.goes_on_with(id, &callee, &tied, state);
        // Who gets it may give it something to do.
        let is_known = match &callee {
            Callee::Own(..) => true,
            Callee::Path(path) => known::of_function(path) != known::Keeps::Anything,
            Callee::Method(..) | Callee::Unknown => false,
        };
        if known::works(handle) && most == Tie::Handle && !is_known {
            state.work.insert(id);
        }
        // A path goes on in every text that is made of it.
        let is_named = known::has_path(handle) && most == Tie::Part;
        let is_path = handle.by_path || handle.entered.is_some() || is_named;
        match callee {
            Callee::Path(path) if is_path => {
                if path == "os.chdir" {
                    self.keep(id, most, state);
                }
                if known::finishes_path(&path) {
                    return None;
                }
                let last = path.rsplit('.').next().unwrap_or_default();
                if evidence::stores(last) {
                    self.stored(id, last, &tied, state);
                }
                Some(Tie::Part)
            }
            // Whoever closes its descriptor has closed it.
            Callee::Path(path) if path == "os.close" => {
                self.keep(id, most, state);
                None
            }
            // A number in words.
            Callee::Path(path) if known::is_number(handle) && known::writes_down(&path) => {
                Some(Tie::Part)
            }
            Callee::Path(path) if known::holds(&path) => {
                state.above.insert(id);
                Some(Tie::Part)
            }
            // All lines of a file, or the file of a list.
            Callee::Path(path) if known::gathers(&path) && !is_lines(args, most) => {
                Some(Tie::Part.max(most))
            }
            Callee::Path(path) => {
                if self.context.catalogue.acquired_by(&path).is_some() && !known::finishes(&path) {
                    state.above.insert(id);
                    return Some(Tie::Part);
                }
                match known::of_function(&path) {
                    known::Keeps::Nothing => {
                        // All that was asked for has been read.
                        if most == Tie::Rows {
                            state.above.clear();
                        }
                        None
                    }
                    known::Keeps::Reads => Some(self.read_as_asked(&path, most)),
                    known::Keeps::Anything => {
                        let last = path.rsplit('.').next().unwrap_or_default();
                        self.stored(id, last, &tied, state);
                        if path != "functools.partial" {
                            self.called_back(id, &tied, state);
                        }
                        Some(Tie::Part.max(most))
                    }
                }
            }
            Callee::Own(function, bound) => self.own(id, (function, bound), args, state),
            Callee::Method(_, name) if known::method_finishes(&name) && !is_path => {
                self.exhausts(args, state);
                None
            }
            Callee::Method(base, _) => {
                // The object may keep it.
                for arg in &tied {
                    self.put(id, arg.var, base, state);
                }
                Some(Tie::Part.max(most))
            }
            Callee::Unknown => {
                self.stored(id, &self.cfg().var(func).name, &tied, state);
                self.called_back(id, &tied, state);
                Some(Tie::Part.max(most))
            }
        }
    }

    /// What is given to a thread, a timer or the event loop is used when the call has returned, and a coroutine that
    /// is not awaited here runs when it likes.
    fn goes_on_with(&self, id: StepId, callee: &Callee, tied: &[&CallArg], state: &mut State) {
        let name = match callee {
            Callee::Path(path) => path.rsplit('.').next().unwrap_or_default(),
            Callee::Method(_, name) => name,
            Callee::Own(..) | Callee::Unknown => "",
        };
        let is_later = known::calls_later(name);
        let is_unknown = matches!(callee, Callee::Unknown);
        for arg in tied {
            if is_later || (is_unknown && self.is_a_coroutine(arg.var)) {
                self.keep(id, Tie::Part, state);
            }
        }
    }

    /// Whether a variable holds what a call of an asynchronous function of the file gave.
    fn is_a_coroutine(&self, var: VarId) -> bool {
        self.cfg().given(var).any(|value| match value {
            Value::Call { func, .. } => match self.callee(*func) {
                Callee::Own(id, _) => self.context.functions().scope(id).is_async,
                _ => false,
            },
            Value::Copy(from) => from.0 < var.0 && self.is_a_coroutine(*from),
            _ => false,
        })
    }

    /// What is given something to call, a function made here or a method, may call it when it likes.
    fn called_back(&self, id: StepId, tied: &[&CallArg], state: &mut State) {
        let is_called = |arg: &&&CallArg| {
            let mut given = self.cfg().given(arg.var);
            state.of(arg.var) == Some(Tie::Part)
                && given.any(|it| matches!(it, Value::Definition { .. } | Value::Attribute(..)))
        };
        if tied.iter().any(|arg| is_called(&arg)) {
            self.keep(id, Tie::Part, state);
        }
    }

    /// What is called may keep what it is given beyond the call, if its name says so: `tasks.append`, whatever
    /// `tasks` is.
    fn stored(&self, id: StepId, name: &str, tied: &[&CallArg], state: &mut State) {
        let effect = evidence::of_method(name, Given::Object);
        if evidence::names_a_class(name) || effect == Effect::MayKeep {
            return;
        }
        for tie in tied
            .iter()
            .filter_map(|arg| state.of(arg.var))
            .collect::<Vec<_>>()
        {
            self.keep(id, tie, state);
        }
    }

    /// What an iterator is over something that is tied.
    fn read_as_asked(&self, path: &str, most: Tie) -> Tie {
        match most {
            _ if known::makes_rows(path) => Tie::Rows,
            Tie::Rows => Tie::Rows,
            Tie::Handle if known::has_data_items(self.handle()) => Tie::Rows,
            Tie::Holds if path == "itertools.chain.from_iterable" => {
                self.read_as_asked(path, Tie::Handle)
            }
            tie => tie.max(Tie::Part),
        }
    }

    /// A method of something that is tied.
    fn method(
        &self,
        id: StepId,
        (base, tie): (VarId, Tie),
        (name, args): (&str, &[CallArg]),
        state: &mut State,
    ) -> Option<Tie> {
        let handle = self.handle();
        // What is to be kept goes on, whoever hears of its end.
        let goes_on = handle.to_keep && name == "add_done_callback";
        let releases = handle.release.iter().any(|it| it == name) && !goes_on;
        if matches!(tie, Tie::Handle | Tie::Source) && releases {
            self.release(id, base, name, state);
            return None;
        }
        match () {
            () if known::starts_work(handle, name) => {
                state.work.insert(id);
            }
            () if known::lends(handle, name, args.len()) => {
                state.above.insert(id);
            }
            () if tie >= Tie::Rows && (evidence::releases(name) || known::waits(name)) => {
                state.above.clear();
            }
            () => {}
        }
        if known::waits(name) && args.is_empty() {
            self.waits_for(base, state);
        }
        // What was worked out does not need who has worked it out.
        if known::waits(name) && known::works(handle) && tie >= Tie::Rows {
            self.touch(id, base, state);
            return None;
        }
        if !known::answers_closed(name) || tie >= Tie::Rows {
            self.touch(id, base, state);
        }
        // What was made here gives back what was put into it, and what comes in a stream is still to be read.
        let streams = args
            .iter()
            .any(|arg| arg.keyword.as_deref() == Some("stream"));
        if tie == Tie::Holds || streams {
            return Some(Tie::Part.max(tie));
        }
        match known::method(handle, name) {
            known::Member::Data if tie == Tie::Part && known::may_give_items(name) => Some(tie),
            known::Member::Label | known::Member::Data => None,
            known::Member::Rows => Some(tie.max(Tie::Rows)),
            known::Member::Part => Some(tie.max(Tie::Part)),
        }
    }

    /// A function of the file is called with something that is tied.
    fn own(
        &self,
        id: StepId,
        (function, bound): (FunctionId, bool),
        args: &[CallArg],
        state: &mut State,
    ) -> Option<Tie> {
        let functions = self.context.functions();
        let mut result = None;
        for (position, arg) in args.iter().enumerate() {
            let Some(tie) = state.of(arg.var) else {
                continue;
            };
            let place = (position, arg.keyword.as_deref());
            let param = functions
                .parameter(function, place, bound)
                .filter(|_| !arg.starred && self.depth > 0);
            let fate = param.map_or(Fate::UNKNOWN, |param| self.fate(function, param, tie));
            if fate.is_kept {
                self.keep(id, Tie::Part, state);
            }
            match fate.is_released {
                true if fate.may_be_open => state.release_perhaps(),
                true => self.released(state),
                false => {}
            }
            if fate.goes_on && known::works(self.handle()) {
                state.work.insert(id);
            }
            result = result.max(fate.result);
        }
        result
    }

    /// What becomes of an argument in a function of the file.
    fn fate(&self, function: FunctionId, param: VarId, tie: Tie) -> Fate {
        let asked = (function, param, tie, self.depth);
        let known = self.fates.known.borrow().get(&asked).copied();
        known.unwrap_or_else(|| {
            let fate = self.followed(function, param, tie);
            self.fates.known.borrow_mut().insert(asked, fate);
            fate
        })
    }

    fn followed(&self, function: FunctionId, param: VarId, tie: Tie) -> Fate {
        let scope = self.context.functions().scope(function);
        if scope.cfg.blocks.len() > BLOCKS || !scope.is_plain {
            return Fate::UNKNOWN;
        }
        if scope.cfg.is_generator || scope.is_async {
            // Nothing has run yet.
            return Fate {
                result: Some(if scope.is_async { Tie::Part } else { Tie::Rows }),
                ..Fate::default()
            };
        }
        let context = Context {
            scope,
            ..self.context
        };
        let start = Start::Given(param, tie, self.handle());
        let inside = Follow::new(context, start, self.text, (self.depth - 1, self.fates));
        let left = inside.run();
        let result = inside.found.borrow().result;
        let is_returned = |step: &StepId| {
            matches!(
                scope.cfg.step(*step).kind,
                StepKind::Return(_) | StepKind::Raise(_)
            )
        };
        Fate {
            result,
            is_kept: left.given.keys().any(|step| !is_returned(step)),
            is_released: left.may_be_released(),
            may_be_open: left.may_be_open(),
            goes_on: !left.work.is_empty(),
        }
    }
}

/// Whether what is gathered are the lines, or rows, of the only thing that is given.
fn is_lines(args: &[CallArg], most: Tie) -> bool {
    matches!(args, [only] if only.keyword.is_none()) && most <= Tie::Rows
}
