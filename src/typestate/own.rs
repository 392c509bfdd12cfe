//! The handle that is followed: its own methods, and what its entry in the catalogue says.

use super::Following;
use super::calls::{Called, Outcome, quiet};
use super::evidence::{self, Effect, Given};
use super::exceptions::Raised;
use super::state::{Handover, State};
use super::values::Val;
use crate::cfg::{CallArg, StepId, StepKind, Value, VarId};
use crate::resources::{Handle, WithEffect};
use crate::syntax::ast::Constant;

impl<'a> Following<'a, '_> {
    /// A method of the handle that is followed, if it is one that matters.
    pub(super) fn own_method(
        &self,
        step: StepId,
        (dst, args): Called<'_>,
        name: &str,
        state: &State,
    ) -> Option<Outcome> {
        let handle = self.acquired_handle()?;
        let mut state = state.clone();
        let with = handle.with == WithEffect::Releases;
        match name {
            "__exit__" | "__aexit__" if with => state.release(step),
            "__enter__" | "__aenter__" => self.bind(&mut state, dst, Val::Tracked, step),
            "detach" | "__await__" => state.hand_over(Handover::Argument, step),
            // The same path in other words; the same figure, in a window that its user closes.
            "encode" | "decode" | "strip" | "rstrip" if self.given() == Given::Path => {
                self.bind(&mut state, dst, Val::Tracked, step);
            }
            _ if self.shows(name) => state.release(step),
            "__index__" => self.bind(&mut state, dst, Val::Tracked, step),
            _ if args.is_empty() && handle.release_by_reading.iter().any(|it| it == name) => {
                return Some(self.read_out(step, dst, state));
            }
            _ if handle.release_unless_none.iter().any(|it| it == name) => {
                let none = Val::Constant(Constant::None);
                return Some(self.told_by_answer((step, dst), state, none, Val::NotNone));
            }
            _ => return None,
        }
        Some(quiet(state))
    }

    /// Whether the handle is the first argument, and is released when it has been read to its end.
    pub(super) fn is_read_out(&self, args: &[CallArg], state: &State) -> bool {
        let ours = args
            .first()
            .is_some_and(|arg| state.get(arg.var) == Val::Tracked);
        let handle = self.acquired_handle();
        ours && handle.is_some_and(|it| !it.release_by_reading.is_empty())
    }

    /// Whether the handle is the first argument, and is released when it has given its last item.
    pub(super) fn is_run_out(&self, args: &[CallArg], state: &State) -> bool {
        let first = args.first().map(|arg| state.get(arg.var));
        first == Some(Val::Tracked) && self.ends_by_iteration()
    }

    /// Whether running the handle to its end releases it.
    pub(super) fn ends_by_iteration(&self) -> bool {
        self.acquired_handle().is_some_and(|it| it.by_iteration)
    }

    /// A method that reads the handle to its end and so releases it, unless it raises.
    pub(super) fn read_out(&self, step: StepId, dst: VarId, mut state: State) -> Outcome {
        let raises = Some(self.raising(step, state.clone(), Raised::Any));
        state.release(step);
        self.bind(&mut state, dst, Val::Unknown, step);
        Outcome {
            returns: vec![state],
            raises,
        }
    }

    /// Asking whether a path is there: where it is not, there is nothing to remove.
    pub(super) fn exists(
        &self,
        step: StepId,
        (dst, args): Called<'_>,
        path: &str,
        state: &State,
    ) -> Option<Outcome> {
        let asks = matches!(
            path,
            "os.path.exists" | "os.path.lexists" | "os.path.isfile" | "os.path.isdir"
        );
        let ours = args
            .first()
            .is_some_and(|arg| state.get(arg.var).holds_tracked());
        if !asks || !ours || self.given() != Given::Path {
            return None;
        }
        let there = Val::Constant(Constant::Bool(true));
        let gone = Val::Constant(Constant::Bool(false));
        Some(self.told_by_answer((step, dst), state.clone(), there, gone))
    }

    /// A call whose answer tells whether the handle is still open or has been released.
    fn told_by_answer(
        &self,
        (step, dst): (StepId, VarId),
        state: State,
        if_open: Val,
        if_released: Val,
    ) -> Outcome {
        self.tells(dst);
        let (mut open, mut released) = (state.clone(), state);
        released.release(step);
        self.bind(&mut open, dst, if_open, step);
        self.bind(&mut released, dst, if_released, step);
        Outcome {
            returns: vec![open, released],
            raises: None,
        }
    }

    /// What is known where the handle is acquired tells afterwards whether it was.
    pub(super) fn keep_guards(&self, state: &State) {
        /// How many of them: each may multiply the states.
        const GUARDS: usize = 6;
        let mut telling = self.telling.borrow_mut();
        let guards = state.known().filter(|var| self.facts.decides(*var));
        for var in guards {
            if telling.len() < GUARDS {
                telling.insert(var);
            }
        }
    }

    /// Whether a function gives a part of the handle that was made last.
    pub(super) fn is_part_of_current(&self, path: &str) -> bool {
        let is = |call: &String| call == path;
        let handle = self.acquired_handle();
        handle.is_some_and(|handle| handle.current.iter().any(is))
    }

    /// A variable and its copies tell what has become of the handle.
    fn tells(&self, var: VarId) {
        let mut telling = self.telling.borrow_mut();
        if !telling.insert(var) {
            return;
        }
        for step in &self.context.cfg().steps {
            if let StepKind::Assign {
                dst,
                value: Value::Copy(from),
            } = &step.kind
                && telling.contains(from)
            {
                telling.insert(*dst);
            }
        }
    }

    /// Whether a function releases the handle: it is given it, or releases all and names none.
    pub(super) fn releases(&self, path: &str, args: &[CallArg], state: &State) -> bool {
        let Some(handle) = self.acquired_handle() else {
            return false;
        };
        let given = args.first().map(|arg| state.get(arg.var));
        let names_one = |arg: &CallArg| !matches!(state.get(arg.var), Val::Constant(_));
        let is = |call: &String| call == path;
        // What is made of a path is the path: `os.fsencode(path)`. An attribute stands for its object:
        // `rmtree(folder.name)`.
        let ours = given.is_some_and(|val| match self.given() {
            Given::Path => val.holds_tracked(),
            Given::Object => {
                val.gives_tracked()
                    || matches!(&val, Val::Method { of, .. } if **of == Val::Tracked)
            }
        });
        (ours && handle.release_calls.iter().any(is))
            || (handle.release_all.iter().any(is) && !args.iter().any(names_one))
    }

    /// Whether a function is named as a method that releases the handle: `communicate(child)`.
    pub(super) fn is_own_release(&self, function: &str) -> bool {
        let handle = self.acquired_handle();
        handle.is_some_and(|it| it.release.iter().any(|method| method == function))
    }

    /// Whether a value is the module that has all the handles, as pyplot has its figures.
    pub(super) fn is_home(&self, val: &Val) -> bool {
        let Val::Path(path) = val else {
            return false;
        };
        let handle = self.acquired_handle();
        handle.is_some_and(|it| {
            let mut all = it.release_all.iter();
            all.any(|call| {
                call.rsplit_once('.')
                    .is_some_and(|(home, _)| *home == **path)
            })
        })
    }

    /// Whether a function's name says that it shows all that there is to show: `plt_show`.
    pub(super) fn shows(&self, name: &str) -> bool {
        let shows = |call: &str| call.rsplit(['.', '_']).next() == Some("show");
        let handle = self.acquired_handle();
        shows(name) && handle.is_some_and(|it| it.release_all.iter().any(|call| shows(call)))
    }

    pub(super) fn gives_back(&self, name: &str, args: &[CallArg], state: &State) -> bool {
        let takes_back = self
            .acquired_handle()
            .is_some_and(|handle| handle.given_back.iter().any(|method| method == name));
        takes_back && args.iter().any(|arg| state.get(arg.var).gives_tracked())
    }

    /// Whether the name that is asked for is surely a member of the handle.
    pub(super) fn has_member(&self, args: &[CallArg], state: &State) -> bool {
        let Some(Val::Constant(Constant::Str(name))) = args.get(1).map(|arg| state.get(arg.var))
        else {
            return false;
        };
        let handle = self.acquired_handle();
        handle.is_some_and(|handle| {
            let is_file = handle.kind == "file" && matches!(&*name, "read" | "write" | "seek");
            is_file || handle.release.iter().any(|it| **it == *name)
        })
    }

    /// Whether the handle is an object, and the classes it is compared with are those of text and paths.
    pub(super) fn is_no_text(&self, args: &[CallArg], state: &State) -> bool {
        const TEXT: &[&str] = &[
            "builtins.str",
            "builtins.bytes",
            "builtins.int",
            "os.PathLike",
            "pathlib.Path",
        ];
        let is_text = |val: &Val| matches!(val, Val::Path(path) if TEXT.contains(&&**path));
        let is_object = self
            .acquired_handle()
            .is_some_and(|it| !it.release.is_empty());
        is_object
            && match args.get(1).map(|arg| state.get(arg.var)) {
                Some(Val::Tuple(classes)) => classes.iter().all(is_text),
                Some(class) => is_text(&class),
                None => false,
            }
    }

    /// Whether a function inside may release what is in a variable, or pass it on.
    pub(super) fn may_let_go(&self, var: VarId) -> bool {
        let uses = &self.context.cfg().var(var).uses;
        let handle = self.acquired_handle();
        let releases = |member: &String| {
            evidence::releases(member) || handle.is_some_and(|it| it.release.contains(member))
        };
        let takes = |callee: &String| {
            let is_call = |call: &String| call.rsplit('.').next() == Some(callee.as_str());
            evidence::names_a_class(callee)
                || evidence::of_method(callee, self.given()) != Effect::MayKeep
                || handle.is_some_and(|it| it.used_up || it.release_calls.iter().any(is_call))
        };
        let is_seen = !uses.members.is_empty() || !uses.callees.is_empty();
        !is_seen
            || uses.escapes
            || uses.members.iter().any(releases)
            || uses.callees.iter().any(takes)
    }

    /// What is followed, as names speak of it.
    pub(super) fn given(&self) -> Given {
        match self.acquired_handle().is_some_and(|handle| handle.by_path) {
            true => Given::Path,
            false => Given::Object,
        }
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.acquired_handle().is_some_and(|handle| handle.used_up)
    }

    pub(super) fn is_done_by_await(&self) -> bool {
        self.acquired_handle().is_some_and(|handle| handle.by_await)
    }

    pub(super) fn acquired_handle(&self) -> Option<&'a Handle> {
        self.acquired.get().map(|acquired| acquired.handle)
    }
}
