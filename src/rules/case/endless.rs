//! Whether what was started never ends by itself.

use super::Case;
use crate::cfg::{CallArg, StepKind, Value, VarId};

impl Case<'_> {
    /// Whether what a thread runs is a function of this file that never ends.
    pub(super) fn runs_endlessly(&self) -> bool {
        let StepKind::Assign {
            value: Value::Call { func, .. },
            ..
        } = &self.context.cfg().step(self.tracked.site).kind
        else {
            return false;
        };
        let Some(Value::Attribute(object, _)) = self.made_by(*func) else {
            return false;
        };
        let Some(Value::Call { func, args }) = self.made_by(*object) else {
            return false;
        };
        if let Some(Value::Global(class) | Value::Definition { name: class, .. }) =
            self.made_by(*func)
            && let Some(endless) = self.has_an_endless_run(class)
        {
            return endless;
        }
        let is_true = |var: VarId| matches!(self.made_by(var), Some(Value::Constant(it)) if crate::cfg::is_true(it));
        // A daemon that a module starts once is meant to run until the process ends; one that a function
        // starts is there once for every call.
        let is_daemon =
            |arg: &CallArg| arg.keyword.as_deref() == Some("daemon") && is_true(arg.var);
        let once = self.context.cfg().is_module && !self.tracked.repeats;
        if once && args.iter().any(is_daemon) {
            return false;
        }
        let target = args
            .iter()
            .find(|arg| arg.keyword.as_deref() == Some("target"));
        let target = target.or(args.get(1).filter(|arg| arg.keyword.is_none()));
        match target.and_then(|target| self.made_by(target.var)) {
            Some(Value::Global(name) | Value::Attribute(_, name)) => {
                self.context.module.is_endless(name)
            }
            Some(Value::Definition { name, .. }) => self.context.module.is_endless(name),
            _ => false,
        }
    }

    /// Whether the threads of a class of this file run what never ends; none if it is no such class.
    fn has_an_endless_run(&self, class: &str) -> Option<bool> {
        let (functions, module) = (self.context.functions(), self.context.module);
        let run = functions.method(class, "run", module)?;
        let owner = functions.scope(run).owner.as_ref()?;
        Some(module.is_endless(&format!("{}.run", owner.class)))
    }
}
