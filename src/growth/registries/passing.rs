//! What goes again: what is taken back, what is registered with something that goes with the call or the object.

use super::Call;
use crate::growth::Reading;
use crate::growth::holders::{attribute_of, base_of, bindings, is_of_the_beginning};
use crate::growth::makers::{path_of, written};
use crate::growth::spots::Guard;
use crate::growth::units::{UnitId, is_a_mark, last_name};
use crate::resources::Registry;
use crate::syntax::ast::{Expr, ExprKind};

impl<'a> Reading<'a> {
    /// Whether something in the file takes back what a registry is given: of one that is a place of its own, there.
    pub(super) fn is_taken_back(&self, registry: &Registry, func: &Expr) -> bool {
        let place = match &func.kind {
            ExprKind::Attribute { value, .. }
                if !registry.makes && path_of(func, self.scope).is_some() =>
            {
                written(value).unwrap_or_default()
            }
            _ => String::new(),
        };
        // What was there before is put back whole: `sys.path[:] = before`.
        let is_put_back = |sign: &str| self.says(format!("{place}{sign}"));
        (registry.removes.iter())
            .any(|name| self.says(format!("{place}.{name}(")) || self.imports(name))
            || (place.contains('.') && [" = ", "[:] = "].into_iter().any(is_put_back))
    }

    /// Whether what something is registered with was made by the object that registers, as it was made itself: the
    /// two go together.
    pub(super) fn is_made_by_itself(&self, call: &Call<'_, 'a>) -> bool {
        let unit = &self.units.all[call.unit];
        let (Some(this), Some(class)) = (unit.this(), unit.class) else {
            return false;
        };
        let mut place = match &call.func.kind {
            ExprKind::Attribute { value, .. } => &**value,
            _ => return false,
        };
        let attr = loop {
            match (attribute_of(place, this), &place.kind) {
                (Some(attr), _) => break attr,
                (None, ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. }) => {
                    place = value;
                }
                _ => return false,
            }
        };
        let makes = |(id, name, value): (UnitId, &str, &Expr)| {
            let is_made = match &value.kind {
                ExprKind::Call { func, .. } => {
                    last_name(func).is_some_and(|name| name.starts_with(char::is_uppercase))
                }
                _ => false,
            };
            name == attr && is_made && is_of_the_beginning(self.units.all[id].name())
        };
        is_of_the_beginning(unit.name()) && self.units.given(class).any(makes)
    }

    /// Whether what something is registered with is there when the call is over: an attribute that the function does
    /// not make anew, a name of the module.
    pub(super) fn lasts(&self, call: &Call<'_, 'a>) -> bool {
        let ExprKind::Attribute { value, .. } = &call.func.kind else {
            return false;
        };
        let unit = &self.units.all[call.unit];
        let place = value.range.of(self.text);
        let is_made = unit
            .spots
            .iter()
            .flat_map(|spot| bindings(spot.stmt))
            .any(|(target, _)| target.range.of(self.text) == place);
        let is_local = matches!(&base_of(value).kind, ExprKind::Name(name) if unit.this() != Some(name) && self.is_of_the_call(name, call.unit));
        match &value.kind {
            ExprKind::Attribute { .. } => !is_made && !is_local,
            ExprKind::Name(name) => !self.is_of_the_call(name, call.unit),
            _ => false,
        }
    }

    /// Whether a function of that name is imported by itself: `from sqlalchemy.event import remove`.
    pub(super) fn imports(&self, name: &str) -> bool {
        self.says(format!("import {name}")) && self.says(format!("{name}("))
    }

    /// Whether what is registered with is made by the same call, and goes with it: a handler, and no logger.
    pub(super) fn is_of_this_call(&self, call: &Call<'_, 'a>) -> bool {
        let ExprKind::Attribute { value, .. } = &call.func.kind else {
            return false;
        };
        // `button.clicked.connect`
        match &base_of(value).kind {
            ExprKind::Name(name) => self.is_made_here(name, call.unit),
            _ => false,
        }
    }

    /// The same, of what is registered with by giving it.
    pub(super) fn is_with_one_of_this_call(&self, call: &Call<'_, 'a>, at: usize) -> bool {
        match call.args.get(at).map(|arg| &arg.value.kind) {
            Some(ExprKind::Name(name)) => self.is_made_here(name, call.unit),
            // What its object has made for itself goes with the object.
            Some(ExprKind::Attribute { value, attr }) => {
                let unit = &self.units.all[call.unit];
                let is_own =
                    matches!(&value.kind, ExprKind::Name(name) if unit.this() == Some(name));
                let class = unit.class.filter(|_| is_own).into_iter();
                let mut given = class.flat_map(|it| self.units.given(it));
                given.any(|(_, name, value)| {
                    name == attr && matches!(value.kind, ExprKind::Call { .. })
                })
            }
            _ => false,
        }
    }

    /// Whether what something is registered with comes from a parameter of the function.
    pub(super) fn comes_from_a_param(&self, call: &Call<'_, 'a>) -> bool {
        /// How many names that stand for parts of others are followed.
        const MOST: usize = 4;
        let unit = &self.units.all[call.unit];
        let mut root = root_of(call.func);
        for _ in 0..MOST {
            let Some(name) = root.filter(|name| unit.this() != Some(*name)) else {
                return false;
            };
            let mut params = unit.function.into_iter().flat_map(|it| &it.params);
            if params.any(|it| it.name == name) {
                return true;
            }
            let mut bound = unit.binding(name).flat_map(|spot| bindings(spot.stmt));
            let its = bound.find(|(target, _)| root_of(target) == Some(name));
            root = its.and_then(|(_, value)| root_of(value));
        }
        false
    }

    /// Whether a name is the function's own, and an object that is made there.
    fn is_made_here(&self, name: &str, unit: UnitId) -> bool {
        let unit = &self.units.all[unit];
        let bound = unit.binding(name).flat_map(|spot| bindings(spot.stmt));
        let mut made =
            bound.filter(|(target, _)| matches!(&target.kind, ExprKind::Name(it) if it == name));
        let is_made = |value: &Expr| {
            let ExprKind::Call { func, .. } = &value.kind else {
                return false;
            };
            last_name(func).is_some_and(|name| name.starts_with(char::is_uppercase))
        };
        unit.local.contains(name) && made.any(|(_, value)| is_made(value))
    }

    /// Whether it is looked first whether it is there already, or whether it was done before.
    pub(super) fn asks_for_it(&self, guard: &Guard<'_>, unit: UnitId) -> bool {
        let asked = guard.test.range.of(self.text);
        let looks = ["handlers", "hasHandlers", " in ", "contains(", "filters"];
        looks.iter().any(|word| asked.contains(word))
            || is_a_mark(guard, &self.units.all[unit], self.text)
    }
}

/// The name that an expression is a part of, or is made from: `model` of `unwrap(model).layers[0]`.
fn root_of(expr: &Expr) -> Option<&str> {
    match &base_of(expr).kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Call { func, args } => {
            let given = args.first().and_then(|arg| root_of(&arg.value));
            given.or_else(|| root_of(func))
        }
        ExprKind::Bool { left, .. } => root_of(left),
        _ => None,
    }
}
