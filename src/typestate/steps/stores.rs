//! What becomes of the handle that is stored in an attribute.

use crate::cfg::{StepId, VarId};
use crate::typestate::evidence::Given;
use crate::typestate::handle::Following;
use crate::typestate::state::values::Val;
use crate::typestate::state::{Handover, State};
use crate::typestate::written::bodies::{Stored, stored_in};
use crate::typestate::written::fields::Place;

impl Following<'_, '_> {
    /// `base.attr = value`.
    pub(super) fn store(
        &self,
        state: &mut State,
        (base, attr): (VarId, &str),
        value: &Val,
        step: StepId,
    ) {
        self.is_stored(state, attr);
        let object = state.get(base);
        // Whoever sets what tells whether it has ended says that nobody will ask.
        if object == Val::Tracked && self.is_none_while_open(attr) {
            state.hand_over(Handover::Argument, step);
        }
        if value.gives_tracked() {
            let how = match () {
                // A task that somebody has a reference to runs to its end.
                () if self.acquired_handle().is_some_and(|it| it.to_keep) => Handover::Attribute,
                // What releases it is kept.
                () if *value != Val::Release && self.is_kept_for_ever(&object, attr, step) => {
                    Handover::Kept
                }
                () if self.is_own_object(&object) => Handover::Own,
                () => Handover::Attribute,
            };
            if how == Handover::Own {
                self.stored(attr, step);
            }
            state.hand_over(how, step);
        } else if value.holds_tracked() && self.given() == Given::Path {
            if !self.is_own_object(&object) {
                state.hand_over(Handover::Attribute, step);
            }
        } else if self.is_a_part(value) {
            state.hand_over(Handover::MaybeReturned, step);
        } else if self.is_own_object(&object)
            && self.kept_in(state) == Some(attr)
            && !value.holds_tracked()
        {
            state.overwrite_own(step);
        }
        if self.is_own_object(value) {
            state.share_object();
        }
    }

    /// Puts the handle into a container or an exit stack that is in an attribute of the object whose method this
    /// is, if that is what it is.
    pub(super) fn keeps_among_own(&self, state: &mut State, container: &Val, step: StepId) -> bool {
        let Val::Method { of, name, .. } = container else {
            return false;
        };
        let is_kept_by_anybody = self.acquired_handle().is_none_or(|it| it.to_keep);
        if is_kept_by_anybody || !self.is_own_object(of) || self.is_own_method(name) {
            return false;
        }
        let how = match self.is_kept_for_ever(of, name, step) {
            true => Handover::Kept,
            false => Handover::Own,
        };
        state.hand_over(how, step);
        true
    }

    /// Whether an attribute of an object of this scope's class is one that nothing releases.
    pub(super) fn is_kept_for_ever(&self, object: &Val, attr: &str, step: StepId) -> bool {
        let (Val::Object { class, .. }, Some(owner)) = (object, &self.context.scope.owner) else {
            return false;
        };
        let module = self.context.module;
        let handle = self.acquired_handle();
        **class == *owner.class
            && module.is_all_here(class)
            && handle.is_some_and(|handle| {
                let place = Place {
                    class,
                    method: &self.context.cfg().name,
                    attr,
                    at: self.context.cfg().step(step).range.end,
                    how: stored_in(self.context.cfg(), step).map_or(Stored::Itself, |(_, how)| how),
                };
                let fields = self.context.fields_named(attr);
                !handle.kept_by_parts && !fields.may_be_released(place, handle, module)
            })
    }
}
