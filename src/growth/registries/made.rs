//! What is meant to be made once, and is made with every call.

use super::Call;
use crate::growth::holders::{bindings, is_of_the_beginning};
use crate::growth::keys::Space;
use crate::growth::makers::Container;
use crate::growth::units::{UnitId, is_routing, last_name};
use crate::growth::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::resources::Registry;
use crate::syntax::ast::{Expr, ExprKind, StmtKind};

/// Whether a decorator may keep what a function gives, so that it runs once: any but those that are known not to.
fn keeps(decorator: &Expr) -> bool {
    const PLAIN: &[&str] = &["classmethod", "staticmethod", "wraps"];
    last_name(decorator).is_none_or(|name| !PLAIN.contains(&name)) && !is_routing(decorator)
}

/// Whether what is called so makes a class.
pub(super) fn makes_classes(name: &str) -> bool {
    matches!(
        name,
        "type" | "namedtuple" | "make_dataclass" | "new_class" | "create_model"
    )
}

impl<'a> Reading<'a> {
    /// Something that is meant to be made once, and is made with every call: nobody keeps it for the next one.
    pub(super) fn made(&self, registry: &Registry, call: &Call<'_, 'a>) -> Option<Growth> {
        let unit = &self.units.all[call.unit];
        let is_whole = |expr: &Expr| expr.range == call.whole.range;
        let name = bindings(call.spot.stmt)
            .into_iter()
            .find_map(|(target, value)| match &target.kind {
                ExprKind::Name(name) if is_whole(value) => Some(Some(name.as_str())),
                _ if is_whole(value) => Some(None),
                _ => None,
            });
        let function = unit.function?;
        let is_cached = function.decorators.iter().any(keeps);
        let is_kept = match name {
            // Where somebody keeps it: an attribute, an entry, a name of the module.
            Some(None) => true,
            Some(Some(name)) => !unit.local.contains(name) || self.is_handed_on(call.unit, name),
            // Or where what is made of it goes.
            None => bindings(call.spot.stmt)
                .iter()
                .any(|(target, _)| !matches!(target.kind, ExprKind::Name(_))),
        };
        let is_returned =
            matches!(&call.spot.stmt.kind, StmtKind::Return(Some(value)) if is_whole(value));
        // Whoever gets something from a function that makes it mostly keeps it. A class that nobody keeps is dear, and goes
        // when the collector comes: who keeps one is told by where that is.
        let makes_classes = last_name(call.func).is_some_and(makes_classes);
        let is_factory = is_returned && !self.units.is_called_often(function.name.as_str());
        let is_of_the_beginning = is_of_the_beginning(unit.name()) && unit.this().is_some();
        let is_at_the_start =
            self.units.installs(call.unit) && !self.units.is_called_often(unit.name());
        if is_cached || is_kept || is_of_the_beginning {
            return None;
        }
        Some(Growth {
            by: last_name(call.func).unwrap_or_default().to_owned(),
            name: self.written(call.whole.range),
            chain: vec![registry.keeper.clone()],
            kept: registry.leaves.clone().unwrap_or_default(),
            until: match registry.is_cyclic {
                true => "the collector comes".to_owned(),
                false => "the process ends".to_owned(),
            },
            class: match registry.is_cyclic {
                true => LeakClass::R1,
                false => LeakClass::R2,
            },
            ..self.growth(
                Kind::Made,
                match is_factory || is_at_the_start {
                    true => Confidence::Unclear,
                    false if makes_classes && !self.is_listed_by_its_base(call) => {
                        Confidence::Style
                    }
                    false => Confidence::Definite,
                },
                call.whole.range,
                call.unit,
            )
        })
    }

    /// Whether a class is made of a base of the file that puts all that are made of it somewhere, each under a name of
    /// its own: `__init_subclass__`.
    fn is_listed_by_its_base(&self, call: &Call<'_, 'a>) -> bool {
        let (Some(name), Some(bases)) = (call.args.first(), call.args.get(1)) else {
            return false;
        };
        let ExprKind::Tuple(bases) = &bases.value.kind else {
            return false;
        };
        let is_named_anew = self.keys().space(&name.value, call.unit, call.spot) != Space::Closed;
        let lists = |unit: UnitId| {
            self.sites.iter().any(|site| {
                let is_another = site.key.is_none_or(|key| {
                    is_named_anew || self.keys().space(key, unit, self.spot(site)) == Space::Open
                });
                let is_strong = self.holders.all[site.holder].container != Container::Bounded
                    && site.value.is_none_or(|it| last_name(it) != Some("ref"));
                let mut others = self.sites.iter().filter(|it| it.holder == site.holder);
                let is_for_good = is_strong && !others.any(|it| it.done.is_shrinking());
                site.unit == unit
                    && site.done.is_growth()
                    && self.spot(site).guards.is_empty()
                    && is_for_good
                    && is_another
            })
        };
        let named = bases.iter().filter_map(last_name);
        let classes = named.filter_map(|name| self.units.class(name));
        let lineage = classes.flat_map(|it| self.units.lineage(it));
        let mut methods = lineage.flat_map(|it| self.units.methods(it));
        methods.any(|(id, it)| it.name() == "__init_subclass__" && lists(id))
    }

    /// Whether what a local name stands for is stored or given to something that may keep it: then who has it is
    /// not to be seen.
    pub(super) fn is_handed_on(&self, unit: UnitId, name: &str) -> bool {
        let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(it) if it == name);
        let unit = &self.units.all[unit];
        unit.spots.iter().any(|spot| {
            let stored = bindings(spot.stmt).into_iter().any(|(target, value)| {
                is_it(value) && !matches!(target.kind, ExprKind::Name(_))
            });
            stored || matches!(&spot.stmt.kind, StmtKind::Global(names) if names.iter().any(|it| it == name))
                || matches!(&spot.stmt.kind, StmtKind::Return(Some(value)) if is_it(value))
        })
    }
}
