//! What is asked about a call: what its callee is, what it raises, whose method it is.

use super::Following;
use super::evaluate::written_name;
use crate::cfg::{CallArg, Reach, StepId, StepKind, Value, VarId};
use crate::syntax::ast::Constant;
use crate::typestate::evidence;
use crate::typestate::state::exceptions::Raised;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Handover, State, Status};
use crate::typestate::written::bodies;

impl Following<'_, '_> {
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
        let into = bodies::method_of(cfg, put).map(|(into, _)| into);
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
        let Some((maker, _)) = bodies::method_of(cfg, self.site) else {
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
