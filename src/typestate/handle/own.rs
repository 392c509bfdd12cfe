//! What is asked about the handle that is followed: what its entry in the catalogue says of it.

use super::Following;
use super::evaluate::written_name;
use crate::cfg::{CallArg, Reach, StepId, StepKind, Value, VarId};
use crate::resources::Handle;
use crate::syntax::ast::Constant;
use crate::typestate::evidence::{self, Effect, Given};
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Handover, State, Status};
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

    /// What `getattr(module, "name", otherwise)` gives: the member, if there is one of that name.
    pub fn member_or(&self, module: &str, args: &[CallArg], state: &State) -> Option<Val> {
        let name = match state.get(args.get(1)?.var) {
            Val::Constant(Constant::Str(name)) => name,
            _ => return None,
        };
        let member = format!("{module}.{name}");
        let is_known = self.context.catalogue.knows(&member) || evidence::knows(&member);
        match args.get(2) {
            Some(otherwise) if !is_known => Some(state.get(otherwise.var)),
            _ => Some(Val::Path(member.into())),
        }
    }

    /// Whether what is called like a module of the catalogue is a class or function of the file.
    pub fn hides_a_module(&self, of: &Val, class: &str) -> bool {
        let is_of_the_file =
            || matches!(of, Val::Definition(_)) || self.context.module.bases_of(class).is_some();
        self.context.catalogue.is_module(class) && is_of_the_file()
    }

    /// Whether the arguments of a call are all written out, or names of modules: `setsockopt(SOL_SOCKET, …)`.
    pub fn are_constants(&self, args: &[CallArg], states: &[State]) -> bool {
        let is_constant = |arg: &CallArg| {
            let all = |state: &State| matches!(state.get(arg.var), Val::Constant(_) | Val::Path(_));
            states.iter().all(all)
        };
        args.iter().all(is_constant)
    }

    /// What a call raises, as its documentation says, if anything is.
    pub fn usually_raised(&self, callee: &Val) -> Raised {
        let of_class = |class: &str| self.context.catalogue.of_class(class);
        let handle = match callee {
            Val::Method { of, .. } => match &**of {
                Val::Tracked | Val::Part => self.acquired_handle(),
                Val::Object { class, .. } => of_class(class),
                _ => None,
            },
            Val::Path(path) => match evidence::raised_by(path) {
                [] => {
                    let acquired = self.context.catalogue.acquired_by(path);
                    acquired.map(|(handle, _)| handle)
                }
                classes => {
                    let classes: Vec<String> = classes.iter().map(|it| (*it).to_owned()).collect();
                    return Raised::usual(&classes);
                }
            },
            _ => None,
        };
        Raised::usual(handle.map_or(&[], |it| &it.raises))
    }

    /// The state in which a release of the handle raises because the time that it is given is over.
    pub fn runs_out(
        &self,
        callee: &Val,
        (step, func): (StepId, VarId),
        args: &[CallArg],
        state: &State,
    ) -> Option<State> {
        let class = self.acquired_handle()?.runs_out.as_deref()?;
        let waits = written_name(self.context.cfg(), func) == Some("wait");
        let is_time = |arg: &&CallArg| match &arg.keyword {
            Some(keyword) => keyword == "timeout",
            None => waits,
        };
        let time = args.iter().find(is_time)?;
        let for_ever = state.get(time.var) == Val::Constant(Constant::None);
        (*callee == Val::Release && !for_ever).then(|| {
            let raised = Raised::of_class(class, self.context.module);
            self.raising(step, state.clone(), raised)
        })
    }

    /// Takes the handle out of what it was put into, if that is what a method of the same object does.
    pub fn is_taken_out(&self, (base, args): (VarId, &[CallArg]), state: &mut State) -> bool {
        let cfg = self.context.cfg();
        let Status::HandedOver(Handover::Argument | Handover::Container, put) = state.status else {
            return false;
        };
        let into = match &cfg.step(put).kind {
            StepKind::Assign {
                value: Value::Call { func, .. },
                ..
            } => cfg.given(*func).find_map(|value| match value {
                Value::Attribute(of, _) => Some(*of),
                _ => None,
            }),
            _ => None,
        };
        let name = |var: VarId| written_name(cfg, var);
        let same = into.is_some_and(|into| name(into).is_some() && name(into) == name(base));
        let ours = args.iter().any(|arg| state.get(arg.var) == Val::Tracked);
        if same && ours {
            state.status = Status::Open;
        }
        same && ours
    }

    /// Whether a variable has the object whose method gave the handle, and the handle ends with that. What a `with`
    /// gives is what it is given.
    pub fn is_its_maker(&self, var: VarId) -> bool {
        if !self.acquired.get().is_some_and(|it| it.ends_with_maker) {
            return false;
        }
        let cfg = self.context.cfg();
        let maker = match &cfg.step(self.site).kind {
            StepKind::Assign {
                value: Value::Call { func, .. },
                ..
            } => cfg.given(*func).find_map(|value| match value {
                Value::Attribute(of, _) => Some(*of),
                _ => None,
            }),
            _ => None,
        };
        let Some(maker) = maker else {
            return false;
        };
        let entered = |from: VarId| {
            cfg.givers(from)
                .any(|step| matches!(step.kind, StepKind::Enter { manager, .. } if manager == var))
        };
        maker == var
            || (cfg.given(maker)).any(|value| matches!(value, Value::Copy(from) if entered(*from)))
    }

    /// Whether a variable is a name that only this scope binds.
    pub fn is_only_here(&self, var: VarId) -> bool {
        let var = self.context.cfg().var(var);
        var.reach == Reach::Local && !var.name.is_empty()
    }
}
