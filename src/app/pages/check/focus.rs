//! Where the keyboard goes when what it was on is there no more.

use crate::app::browser::dom;
use crate::app::model::check::{Check, Source, Spot};
use yew::prelude::*;

/// The tab's panel.
pub const PANEL: &str = "panel";
/// The open finding.
pub const CARD: &str = "finding";
/// What applies the fix that is looked at.
pub const APPLY: &str = "apply";

/// What a fix is looked at from.
pub fn opener(from: Source) -> String {
    match from {
        Source::Finding(_, number) => format!("fix-{number}"),
        Source::Together(0) => "fix-all".into(),
        Source::Together(_) => "fix-rule".into(),
    }
}

/// Follows what the model says.
#[hook]
pub fn use_focus(check: &Check) {
    use_effect_with(check.focus, |focus| match focus.map(|focus| focus.spot) {
        Some(Spot::Preview) => dom::focus(APPLY),
        Some(Spot::Opener(from)) => dom::focus(&opener(from)),
        Some(Spot::Finding) => dom::focus(CARD),
        Some(Spot::Panel | Spot::Next) => dom::focus(PANEL),
        None => {}
    });
    // The finding to look at next is known when the text has been analysed. Who has gone elsewhere
    // in the meantime stays there.
    let spot = check.focus.map(|focus| focus.spot);
    use_effect_with(check.is_fresh(), move |is_fresh| {
        if *is_fresh && spot == Some(Spot::Next) && dom::has_focus(PANEL) {
            dom::focus(CARD);
        }
    });
}
