//! What a call of a function may rely on, read off the ways through its body: what it gives, and what
//! becomes of what it is given.

use crate::cfg::{Cfg, StepId, StepKind, Value};
use crate::resources::Form;
use crate::syntax::ast::Constant;
use crate::typestate::handle::context::{Becomes, Given, Taken};
use crate::typestate::state::values::Val;
use crate::typestate::state::{Completion, Handover, Loss, Status};
use crate::typestate::ways::tracker::Tracked;
use crate::typestate::ways::{Fate, fate};

/// How what a function acquires gets to its caller.
pub(super) fn given_by(tracked: &Tracked<'_>) -> Option<Given> {
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
        let is_none = match val {
            Val::Tuple(parts) => parts.first() == Some(&Val::Constant(Constant::None)),
            val => *val == Val::Constant(Constant::None),
        };
        or_none |= is_none;
        match node.state.status {
            Status::Open => form = form.or(returned(val)),
            // What it gives otherwise is not its own to give: whose it is, only the caller knows.
            Status::Waiting if !is_none => return None,
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
pub(super) fn is_released_by_closing(tracked: &Tracked<'_>, cfg: &Cfg) -> bool {
    let waits = |step: StepId| {
        matches!(
            cfg.step(step).kind,
            StepKind::Assign {
                value: Value::Yield(_),
                ..
            }
        )
    };
    // What was released before it waits is not held while it does.
    let is_held = tracked.exploration.iter().any(|(_, node)| {
        matches!(node.state.status, Status::Open | Status::HandedOver(..))
            && matches!(node.state.completion, Completion::Raise(step, _) if waits(step))
    });
    let mut ends = tracked.exploration.iter();
    is_held
        && ends.any(|(_, node)| {
            node.block == Cfg::RAISE
                && matches!(node.state.status, Status::Released(_))
                && matches!(node.state.completion, Completion::Raise(step, _) if waits(step))
        })
}

fn is_in_a_tuple(completion: &Completion) -> bool {
    matches!(completion, Completion::Return(_, Val::Tuple(_)))
}

/// What a function does with what it was given.
pub(super) fn taken_by(tracked: &Tracked<'_>) -> Taken {
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

/// What becomes of it if either may be what the function does.
pub(super) fn of_either(one: &Taken, other: &Taken) -> Taken {
    let union = |some: &[Becomes], more: &[Becomes]| {
        let mut all = [some, more].concat();
        all.sort();
        all.dedup();
        all
    };
    Taken {
        returns: union(&one.returns, &other.returns),
        raises: union(&one.raises, &other.raises),
    }
}
