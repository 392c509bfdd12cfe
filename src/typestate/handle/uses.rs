//! What is done to the handle, as far as it matters that it has been released before.

use super::Following;
use crate::cfg::{StepId, StepKind, Value, VarId};
use crate::typestate::evidence;
use crate::typestate::state::State;
use crate::typestate::state::misuse::MisuseKind;
use crate::typestate::state::values::Val;

impl Following<'_, '_> {
    /// Releases the handle; twice is told where it matters.
    pub fn release(&self, state: &mut State, step: StepId) {
        let matters = self
            .acquired_handle()
            .is_some_and(|it| !it.twice.is_empty());
        if matters {
            self.seen
                .borrow_mut()
                .note(MisuseKind::Released, state, step);
        }
        state.release(step);
    }

    /// The handle is used: after its release that is told where it matters.
    pub fn used(&self, state: &State, var: VarId, step: StepId) {
        let matters = self
            .acquired_handle()
            .is_some_and(|it| !it.after.is_empty());
        if matters && state.get(var) == Val::Tracked {
            self.seen.borrow_mut().note(MisuseKind::Used, state, step);
        }
    }

    /// A method of the handle is called.
    pub fn used_by_method(&self, state: &State, base: VarId, name: &str, step: StepId) {
        let releases = |name: &str| {
            let handle = self.acquired_handle();
            handle.is_some_and(|handle| handle.release.iter().any(|it| it == name))
        };
        if !releases(name) && !evidence::is_fine_after_release(name) {
            self.used(state, base, step);
        }
    }

    /// The handle is stored in an attribute of the object whose method this is.
    pub fn stored(&self, attr: &str, step: StepId) {
        if self.finds_it_open(attr, step) {
            self.seen.borrow_mut().replaces(step);
        }
    }

    /// Whether an attribute of the object holds something open when a step of this method stores into it:
    /// `__init__` has left it there, and nothing before the step looks at it.
    fn finds_it_open(&self, attr: &str, step: StepId) -> bool {
        let (cfg, functions, module) = (
            self.context.cfg(),
            self.context.functions(),
            self.context.module,
        );
        let Some(owner) = &self.context.scope.owner else {
            return false;
        };
        let Some((kept, _)) = self.context.summaries.owned(&owner.class, self.context) else {
            return false;
        };
        let looks = |attr_of: &str| {
            attr_of == attr || functions.mentions_own((&owner.class, attr_of), attr, module)
        };
        let before = &cfg.steps[..step.index()];
        kept == attr
            && !evidence::opens(&cfg.name)
            && !functions.is_called_by_own(&owner.class, &cfg.name, module)
            && !before.iter().any(|step| match &step.kind {
                StepKind::Assign { value, .. } => {
                    matches!(value, Value::Attribute(_, name) if looks(name))
                }
                StepKind::StoreAttr { attr: stored, .. } => stored == attr,
                _ => false,
            })
    }
}
