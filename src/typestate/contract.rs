//! What a call of a function may rely on: what it gives, and what becomes of what it is given.

use super::state::{Completion, Handover, Loss, Status};
use super::values::Val;
use super::ways::{Fate, fate};
use crate::cfg::{Cfg, StepId, StepKind, Value};
use crate::resources::Form;
use crate::syntax::ast::Constant;
use std::rc::Rc;

/// What a function gives that it has acquired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// The class of the handle.
    pub class: Rc<str>,
    /// How it gives it.
    pub form: Form,
    /// Whether it may give `None` instead.
    pub or_none: bool,
}

/// What a function does with one argument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// What may have become of it when the function returns; empty if it never does.
    pub returns: Vec<Becomes>,
    /// What may have become of it when the function raises; empty if it never does.
    pub raises: Vec<Becomes>,
}

/// What becomes of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Becomes {
    /// It is still the caller's.
    Kept,
    /// It is released.
    Released,
    /// It is in an attribute that nothing releases.
    Stored,
    /// It is somebody else's.
    HandedOver,
    /// It is what the function returns.
    Returned,
    /// What the function returns may hold it.
    MaybeReturned,
}

/// How what a function acquires gets to its caller.
pub(super) fn given_by(tracked: &super::Tracked<'_>) -> Option<Given> {
    let returned = |val: &Val| match val {
        Val::Tracked => Some(Form::Returned),
        Val::Tuple(parts) if parts.first() == Some(&Val::Tracked) => Some(Form::FirstOfTuple),
        _ => None,
    };
    let mut form = None;
    let mut or_none = false;
    for (_, node) in tracked
        .exploration
        .iter()
        .filter(|(_, node)| node.block == Cfg::RETURN)
    {
        let Completion::Return(_, val) = &node.state.completion else {
            continue;
        };
        or_none |= *val == Val::Constant(Constant::None);
        match node.state.status {
            Status::Open => form = form.or(returned(val)),
            // What it gives otherwise is not its own to give: whose it is, only the caller knows.
            Status::Waiting if !matches!(val, Val::Constant(Constant::None)) => return None,
            _ => {}
        }
    }
    Some(Given {
        class: tracked.acquired.handle.class.as_str().into(),
        form: form?,
        or_none,
    })
}

/// Whether a generator has what it acquired while it waits at a `yield`, and releases it if it is
/// closed there.
pub(super) fn is_released_by_closing(tracked: &super::Tracked<'_>, cfg: &Cfg) -> bool {
    let waits = |step: StepId| {
        matches!(
            cfg.step(step).kind,
            StepKind::Assign {
                value: Value::Yield(_),
                ..
            }
        )
    };
    tracked.exploration.iter().any(|(_, node)| {
        node.block == Cfg::RAISE
            && matches!(node.state.status, Status::Released(_))
            && matches!(node.state.completion, Completion::Raise(step, _) if waits(step))
    })
}

fn is_in_a_tuple(completion: &Completion) -> bool {
    matches!(completion, Completion::Return(_, Val::Tuple(_)))
}

pub(super) fn taken_by(tracked: &super::Tracked<'_>) -> Taken {
    let mut taken = Taken::default();
    for (_, node) in tracked.exploration.iter() {
        let ends = match node.block {
            Cfg::RETURN => &mut taken.returns,
            Cfg::RAISE => &mut taken.raises,
            _ => continue,
        };
        let becomes = match fate(&node.state, false) {
            Fate::Leaked {
                lost: Some((Loss::Kept, _)),
                ..
            } => Becomes::Stored,
            Fate::NotAcquired | Fate::Leaked { .. } => Becomes::Kept,
            Fate::Released(_) => Becomes::Released,
            // Among other things: which of them it is, only the caller sees.
            Fate::HandedOver(Handover::Returned, _) if is_in_a_tuple(&node.state.completion) => {
                Becomes::MaybeReturned
            }
            Fate::HandedOver(Handover::Returned, _) => Becomes::Returned,
            Fate::HandedOver(..) => Becomes::HandedOver,
            Fate::Unclear(_) => Becomes::MaybeReturned,
        };
        if !ends.contains(&becomes) {
            ends.push(becomes);
        }
    }
    taken.returns.sort();
    taken.raises.sort();
    taken
}
