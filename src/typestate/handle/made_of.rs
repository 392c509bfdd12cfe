//! What an acquiring call is given, and whether what it makes has anything of its own then.

use super::Following;
use super::evaluate::{is_number, written_name};
use crate::cfg::{CallArg, Step, StepKind, Value, VarId};
use crate::resources::{Acquire, Handle};
use crate::typestate::evidence;
use crate::typestate::state::State;
use crate::typestate::state::values::Val;

impl Following<'_, '_> {
    /// Whether what is opened here becomes a standard stream: these are closed at once before, or the
    /// number it will have is known: `os.dup2(0, 1)`.
    pub fn becomes_a_stream(&self, handle: &Handle) -> bool {
        let cfg = self.context.cfg();
        let is_fixed = |var: VarId| {
            cfg.steps.iter().any(|step| match &step.kind {
                StepKind::Assign { dst, value } if *dst == var => {
                    matches!(value, Value::Constant(_) | Value::Attribute(..))
                }
                _ => false,
            })
        };
        let redirects = |step: &Step| match &step.kind {
            StepKind::Assign {
                value: Value::Call { func, args },
                ..
            } => match written_name(cfg, *func) {
                Some("closerange") => true,
                Some("dup2") => args.first().is_some_and(|arg| is_fixed(arg.var)),
                _ => false,
            },
            _ => false,
        };
        is_number(handle) && cfg.steps.iter().any(redirects)
    }

    /// Whether a callable is given an open handle first, or the object whose method this is, and works
    /// on that: `ZipFile(f)`.
    pub fn works_on_a_handle(&self, acquire: &Acquire, args: &[CallArg], state: &State) -> bool {
        let Some(first) = args
            .first()
            .filter(|arg| !arg.starred && acquire.takes.is_none())
        else {
            return false;
        };
        match state.get(first.var) {
            Val::Tracked => !self.is_used_up(),
            val if self.is_own_object(&val) => true,
            Val::Object { class, .. } if self.is_descriptor(&class) => true,
            _ => {
                let (cfg, var) = (self.context.cfg(), first.var);
                let name = written_name(cfg, var).unwrap_or("");
                self.is_entered(var)
                    || evidence::names_an_open_file(name)
                    || (acquire.of_files && evidence::names_a_file(name))
            }
        }
    }

    /// Whether a variable is the target of a `with`, and so no path.
    fn is_entered(&self, var: VarId) -> bool {
        let cfg = self.context.cfg();
        let entered = |from: VarId| {
            let enters =
                |step: &Step| matches!(step.kind, StepKind::Enter { dst, .. } if dst == from);
            cfg.steps.iter().any(enters)
        };
        let is_target = |step: &Step| matches!(step.kind, StepKind::Assign { dst, value: Value::Copy(from) } if dst == var && entered(from));
        !cfg.var(var).name.is_empty() && cfg.steps.iter().any(is_target)
    }

    fn is_descriptor(&self, class: &str) -> bool {
        let handle = self.context.catalogue.of_class(class);
        handle.is_some_and(|handle| handle.exhausts == "descriptors")
    }

    /// Whether what is made will have the handle: a class or function that is not the library's own makes it.
    pub fn is_made_for_others(&self, args: &[CallArg], state: &State) -> bool {
        args.first().is_none_or(|arg| match state.get(arg.var) {
            Val::Path(path) => !evidence::is_standard(&path),
            _ => true,
        })
    }

    /// Whether somebody else has the folder that something is made in, and with it what is made.
    pub fn is_in_a_folder_of_others(
        &self,
        acquire: &Acquire,
        args: &[CallArg],
        state: &State,
    ) -> bool {
        let Some(keyword) = acquire.unless_in.as_deref() else {
            return false;
        };
        let folder = args
            .iter()
            .find(|arg| arg.keyword.as_deref() == Some(keyword));
        folder.is_some_and(|arg| !self.is_lasting_folder(arg.var, state))
    }
}

/// The class of what is read from memory, and of what is made of that.
pub const MEMORY: &str = "io.BytesIO";

/// Whether a value is in memory.
pub fn is_memory(val: &Val) -> bool {
    matches!(val, Val::Object { class, .. } if matches!(&**class, MEMORY | "io.StringIO"))
}

/// Whether a callable holds nothing that has to be released: it works on what it is given, or on
/// memory.
pub fn holds_nothing(acquire: &Acquire, args: &[CallArg], state: &State) -> bool {
    let is_true = |keyword: &String| {
        let mut of_it = args
            .iter()
            .filter(|arg| arg.keyword.as_ref() == Some(keyword));
        of_it.any(|arg| state.get(arg.var).truth() == Some(true))
    };
    (acquire.only_with_arguments && args.is_empty())
        || acquire.only_if_true.as_ref().is_some_and(|it| !is_true(it))
        || args.iter().any(|arg| is_memory(&state.get(arg.var)))
        || args
            .iter()
            .filter_map(|arg| arg.keyword.as_ref())
            .any(|keyword| acquire.unless_given.contains(keyword))
        || args.iter().any(|arg| {
            // Whether it has a descriptor of its own then depends on what is not known.
            arg.keyword.is_some()
                && arg.keyword == acquire.takes_unless_false
                && state.get(arg.var).truth().is_none()
        })
}

/// Whether a new handle owns the one it is made of, as a file owns its descriptor.
pub fn takes(acquire: &Acquire, args: &[CallArg], state: &State) -> bool {
    let Some(taken) = acquire.takes.and_then(|at| args.get(at)) else {
        return false;
    };
    let lent = args.iter().any(|arg| {
        arg.keyword.is_some()
            && arg.keyword == acquire.takes_unless_false
            && state.get(arg.var).truth() == Some(false)
    });
    !lent && state.get(taken.var).gives_tracked()
}
