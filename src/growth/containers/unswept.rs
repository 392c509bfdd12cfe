//! What is taken out where all goes as expected, and stays otherwise: what nobody asks for, what failed, what is never
//! begun.

use crate::growth::Reading;
use crate::growth::sites::Site;
use crate::growth::units::last_name;
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::visit;
use crate::text::Range;

impl<'a> Reading<'a> {
    /// What has a time at which it ends is taken out only by who asks for it; or what failed is looked at by its own
    /// method, and taken out by another, for what went well.
    pub(super) fn only_ends_if_asked(
        &self,
        growth: &Site<'a>,
        paired: &[&Site<'a>],
    ) -> Option<(Range, Option<Range>)> {
        let taken = paired.first()?;
        let elsewhere = paired.iter().all(|it| it.unit != growth.unit);
        let ends = growth.value.is_some_and(ends_at_a_time);
        let fails = || self.is_left_by_failures(taken);
        (elsewhere && (ends || fails())).then(|| (self.spot(taken).stmt.range, None))
    }

    /// Whether a method for what failed looks at an entry by the same key as the one that takes it out, and leaves it.
    fn is_left_by_failures(&self, taken: &Site<'a>) -> bool {
        const FAILING: &[&str] = &[
            "abort",
            "cancel",
            "canceled",
            "cancelled",
            "error",
            "fail",
            "failed",
            "failure",
            "reject",
            "timeout",
        ];
        let it = &self.units.all[taken.unit];
        let (Some(class), Some(ExprKind::Name(key))) = (it.class, taken.key.map(|it| &it.kind))
        else {
            return false;
        };
        let holder = self.holders.all[taken.holder].name;
        let looks = [format!(".{holder}[{key}]"), format!(".{holder}.get({key}")];
        self.units.methods(class).any(|(id, unit)| {
            let words = unit.name().split('_');
            let fails = words.into_iter().any(|word| FAILING.contains(&word));
            let function = unit.function.filter(|_| fails && id != taken.unit);
            let code = function.map_or("", |it| it.range.of(self.text));
            let takes = self.sites.iter().any(|site| {
                site.unit == id && site.holder == taken.holder && site.done.is_shrinking()
            });
            looks.iter().any(|it| code.contains(it.as_str()))
                && !takes
                && !code.contains(&format!(".{}(", it.name()))
        })
    }

    /// What takes something out is the `finally` of a generator that the same function makes: one that is never begun
    /// never comes to it.
    pub(super) fn only_ends_if_begun(
        &self,
        growth: &Site<'a>,
        paired: &[&Site<'a>],
    ) -> Option<(Range, Option<Range>)> {
        let is_a_yield = |it: &Expr| matches!(it.kind, ExprKind::Yield { .. });
        let taken = paired.iter().find(|it| {
            let unit = &self.units.all[it.unit];
            let mut spots = unit.spots.iter();
            unit.parent == Some(growth.unit)
                && self.spot(it).in_finally
                && spots.any(|spot| visit::mentions(spot.stmt, &is_a_yield))
        })?;
        Some((self.spot(taken).stmt.range, None))
    }
}

/// Whether a value says until when it holds: `time.time() + LIFETIME`, as it is or as a part.
fn ends_at_a_time(value: &Expr) -> bool {
    const CLOCKS: &[&str] = &["clock", "monotonic", "now", "time", "timestamp", "utcnow"];
    let is_a_clock = |it: &Expr| match &it.kind {
        ExprKind::Call { func, .. } => {
            let name = last_name(func).unwrap_or_default();
            CLOCKS.contains(&name.trim_start_matches('_'))
        }
        _ => false,
    };
    visit::has(value, &|it| match &it.kind {
        ExprKind::Operation { op: "+", parts } => parts.iter().any(is_a_clock),
        _ => false,
    })
}
