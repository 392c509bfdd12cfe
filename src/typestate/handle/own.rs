//! What is asked about the handle that is followed: what its entry in the catalogue says of it.

use super::Following;
use crate::cfg::{CallArg, StepKind, Value, VarId};
use crate::resources::Handle;
use crate::syntax::ast::Constant;
use crate::typestate::evidence::{self, Effect, Given};
use crate::typestate::state::State;
use crate::typestate::state::values::Val;
use crate::typestate::written::bodies;

impl<'a> Following<'a, '_> {
    /// Whether the handle is the first argument, and is released when it has been read to its end.
    pub fn is_read_out(&self, args: &[CallArg], state: &State) -> bool {
        let ours = args
            .first()
            .is_some_and(|arg| state.get(arg.var) == Val::Tracked);
        let handle = self.acquired_handle();
        ours && handle.is_some_and(|it| !it.release_by_reading.is_empty())
    }

    /// Whether the handle is the first argument, and is released when it has given its last item.
    pub fn is_run_out(&self, args: &[CallArg], state: &State) -> bool {
        let first = args.first().map(|arg| state.get(arg.var));
        first == Some(Val::Tracked) && self.ends_by_iteration()
    }

    /// Whether an attribute of the handle reads it to its end.
    pub fn is_read_by(&self, attr: &str) -> bool {
        let handle = self.acquired_handle();
        handle.is_some_and(|it| it.release_by_attribute.iter().any(|name| name == attr))
    }

    /// Whether running the handle to its end releases it.
    pub fn ends_by_iteration(&self) -> bool {
        self.acquired_handle().is_some_and(|it| it.by_iteration)
    }

    /// What is known where the handle is acquired tells afterwards whether it was.
    pub fn keep_guards(&self, state: &State) {
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

    /// Whether a method that releases the handle gives something to await, and nobody does: it has only
    /// been called then.
    pub fn is_left_waiting(&self, method: &str, dst: VarId) -> bool {
        let is_awaited = self.acquired_handle().is_some_and(|it| it.awaited);
        let waits = method == "aclose" || (is_awaited && !evidence::ends_at_once(method));
        waits && !bodies::is_heard(self.context.cfg(), dst)
    }

    /// Whether a function gives a part of the handle that was made last.
    pub fn is_part_of_current(&self, path: &str) -> bool {
        let is = |call: &String| call == path;
        let handle = self.acquired_handle();
        handle.is_some_and(|handle| handle.current.iter().any(is))
    }

    /// A variable and its copies tell what has become of the handle.
    pub fn tells(&self, var: VarId) {
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
    pub fn releases(&self, path: &str, args: &[CallArg], state: &State) -> bool {
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
    pub fn is_own_release(&self, function: &str) -> bool {
        let handle = self.acquired_handle();
        handle.is_some_and(|it| it.release.iter().any(|method| method == function))
    }

    /// Whether a value is the module that has all the handles, as pyplot has its figures.
    pub fn is_home(&self, val: &Val) -> bool {
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
    pub fn shows(&self, name: &str) -> bool {
        let shows = |call: &str| call.rsplit(['.', '_']).next() == Some("show");
        let handle = self.acquired_handle();
        shows(name) && handle.is_some_and(|it| it.release_all.iter().any(|call| shows(call)))
    }

    pub fn gives_back(&self, name: &str, args: &[CallArg], state: &State) -> bool {
        let takes_back = self
            .acquired_handle()
            .is_some_and(|handle| handle.given_back.iter().any(|method| method == name));
        takes_back && args.iter().any(|arg| state.get(arg.var).gives_tracked())
    }

    /// Whether the name that is asked for is surely a member of the handle.
    pub fn has_member(&self, args: &[CallArg], state: &State) -> bool {
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
    pub fn is_no_text(&self, args: &[CallArg], state: &State) -> bool {
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
    pub fn may_let_go(&self, var: VarId) -> bool {
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
    pub fn given(&self) -> Given {
        match self.acquired_handle().is_some_and(|handle| handle.by_path) {
            true => Given::Path,
            false => Given::Object,
        }
    }

    pub fn is_used_up(&self) -> bool {
        self.acquired_handle().is_some_and(|handle| handle.used_up)
    }

    pub fn is_done_by_await(&self) -> bool {
        self.acquired_handle().is_some_and(|handle| handle.by_await)
    }

    pub fn acquired_handle(&self) -> Option<&'a Handle> {
        self.acquired.get().map(|acquired| acquired.handle)
    }
}
