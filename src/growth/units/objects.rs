//! Of which class of the file an object is that a name of the module or an attribute stands for.

use super::{Unit, UnitId, Units, last_name, read_by};
use crate::growth::holders::{attribute_of, bindings, is_of_the_beginning};
use crate::syntax::ast::{Class, Expr, ExprKind, StmtKind};
use crate::syntax::names::targets;
use crate::syntax::visit;
use rustc_hash::FxHashMap;

/// The objects that have a place for good, by their place; none where it may be one of several classes.
#[derive(Default)]
pub(super) struct Objects<'a> {
    named: FxHashMap<&'a str, Option<&'a Class>>,
    /// Attributes that are given when their object is made, by where its class begins.
    parts: FxHashMap<(u32, &'a str), Option<&'a Class>>,
    /// Attributes of objects by their names, with whether something binds or changes them once their object is made.
    changed: FxHashMap<&'a str, bool>,
    /// The units that set an event, by its last name: `self._stop.set()`.
    setters: FxHashMap<&'a str, Vec<UnitId>>,
}

/// Methods that change a collection.
const CHANGING: &[&str] = &[
    "add",
    "append",
    "clear",
    "discard",
    "extend",
    "insert",
    "pop",
    "popitem",
    "remove",
    "setdefault",
    "update",
];

impl<'a> Objects<'a> {
    pub fn of(units: &Units<'a>) -> Self {
        let mut objects = Self::default();
        let top = units.all.first().into_iter().flat_map(|it| &it.spots);
        for (target, value) in top.flat_map(|spot| bindings(spot.stmt)) {
            if let ExprKind::Name(name) = &target.kind {
                let place = objects.named.entry(name);
                learn(place, units.class_made(value));
            }
        }
        for (id, unit) in units.all.iter().enumerate() {
            objects.learn_parts(unit, units);
            objects.learn_changes(id, unit);
        }
        objects
    }

    fn learn_parts(&mut self, unit: &Unit<'a>, units: &Units<'a>) {
        let (Some(class), Some(this)) = (unit.class, unit.this()) else {
            return;
        };
        for (target, value) in unit.spots.iter().flat_map(|spot| bindings(spot.stmt)) {
            if let Some(attr) = attribute_of(target, this) {
                // What is bound later on may be anything.
                let made = units.class_made(value);
                let made = made.filter(|_| is_of_the_beginning(unit.name()));
                learn(self.parts.entry((class.range.start, attr)), made);
            }
        }
    }

    /// Which attributes a unit binds, fills or empties.
    fn learn_changes(&mut self, id: UnitId, unit: &Unit<'a>) {
        let is_first = is_of_the_beginning(unit.name());
        for spot in &unit.spots {
            for target in targets(spot.stmt) {
                match &target.kind {
                    ExprKind::Attribute { attr, .. } => self.change(attr, !is_first),
                    ExprKind::Subscript { value, .. } => self.change_part(value),
                    _ => {}
                }
            }
            if let StmtKind::Delete(deleted) = &spot.stmt.kind {
                deleted.iter().for_each(|it| match &it.kind {
                    ExprKind::Subscript { value, .. } => self.change_part(value),
                    _ => self.change_part(it),
                });
            }
            for read in read_by(spot.stmt) {
                visit::subexpressions(read, &mut |it| {
                    if let ExprKind::Attribute { value, attr } = &it.kind {
                        if CHANGING.contains(&attr.as_str()) {
                            self.change_part(value);
                        }
                        if let Some(event) = last_name(value).filter(|_| attr == "set") {
                            self.setters.entry(event).or_default().push(id);
                        }
                    }
                });
            }
        }
    }

    fn change(&mut self, attr: &'a str, is_changed: bool) {
        *self.changed.entry(attr).or_default() |= is_changed;
    }

    fn change_part(&mut self, of: &'a Expr) {
        if let ExprKind::Attribute { attr, .. } = &of.kind {
            self.change(attr, true);
        }
    }
}

/// One more thing that a place stands for.
fn learn<'a, K: std::hash::Hash + Eq>(
    place: std::collections::hash_map::Entry<'_, K, Option<&'a Class>>,
    made: Option<&'a Class>,
) {
    let known = place.or_insert(made);
    if known.map(|it| it.range) != made.map(|it| it.range) {
        *known = None;
    }
}

impl<'a> Units<'a> {
    /// The class of the file of which an expression makes an object.
    pub fn class_made(&self, expr: &Expr) -> Option<&'a Class> {
        let ExprKind::Call { func, .. } = &expr.kind else {
            return None;
        };
        match &func.kind {
            ExprKind::Name(name) => self.class(name),
            _ => None,
        }
    }

    /// The units that set an event of a name, other than when its object goes.
    pub fn setters_of(&self, event: &str) -> impl Iterator<Item = UnitId> {
        let all = self
            .objects
            .setters
            .get(event)
            .into_iter()
            .flatten()
            .copied();
        all.filter(|id| self.all[*id].name() != "__del__")
    }

    /// What the methods of a class bind attributes of their object to: the method, the attribute, and what it gets.
    pub fn given(&self, class: &Class) -> impl Iterator<Item = (UnitId, &'a str, &'a Expr)> {
        self.methods(class).flat_map(|(id, it)| {
            let bound = it.spots.iter().flat_map(|spot| bindings(spot.stmt));
            bound.filter_map(move |(target, value)| {
                Some((id, attribute_of(target, it.this()?)?, value))
            })
        })
    }

    /// The class of the object that a name of the module stands for, as long as the process.
    pub fn object(&self, name: &str) -> Option<&'a Class> {
        self.objects.named.get(name).copied().flatten()
    }

    /// Whether objects get an attribute of that name when they are made, and nothing in the file binds it or changes
    /// what it has afterwards.
    pub fn is_settled(&self, attr: &str) -> bool {
        self.objects.changed.get(attr) == Some(&false)
    }

    /// The class of the object that an attribute of the objects of a class stands for.
    pub fn part(&self, class: &'a Class, attr: &str) -> Option<&'a Class> {
        let lineage = self.lineage(class).into_iter();
        let mut parts = lineage.filter_map(|it| self.objects.parts.get(&(it.range.start, attr)));
        parts.next().copied().flatten()
    }
}
