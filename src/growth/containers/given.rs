//! Objects that a function is given to work with: they were there before its call, and stay after it.

use crate::growth::Reading;
use crate::growth::holders::{Root, is_of_the_beginning};
use crate::growth::sites::Site;
use crate::growth::units::{Runs, Unit, UnitId};
use crate::syntax::ast::{Expr, ExprKind};
use crate::text::Range;

/// Most calls that are looked at: beyond that it is not known.
const MOST: usize = 32;

impl<'a> Reading<'a> {
    /// Whether an object that nothing in the file makes is given to a function of the file, with something else, to call
    /// what puts things in: it was there before, and comes back.
    pub(super) fn is_given_to_work_with(&self, site: &Site<'a>) -> bool {
        let Root::Object(class) = self.holders.all[site.holder].root else {
            return false;
        };
        let method = self.units.all[site.unit].name();
        let mut places = self.units.places_of(method).take(MOST);
        self.units.places_of(class).next().is_none()
            && !method.starts_with("__")
            && places.any(|(unit, _, func)| {
                let it = &self.units.all[unit];
                let object = self.object_of(func, method);
                let is_given = object.is_some_and(|object| param_of(it, object).is_some());
                let is_with_more = it.function.is_some_and(|it| it.params.len() > 1);
                (is_given && is_with_more && it.class.is_none())
                    || self.is_on_what_its_object_was_given(it, func, method)
            })
    }

    /// What a method is called on, as it is written.
    fn object_of(&self, func: Range, method: &str) -> Option<&'a str> {
        func.of(self.text).strip_suffix(method)?.strip_suffix('.')
    }

    /// Whether a method calls another on what its own object was given when it was made: `self.dialect.compile(text)`.
    fn is_on_what_its_object_was_given(&self, unit: &Unit<'a>, func: Range, method: &str) -> bool {
        let (Some(class), Some(this)) = (unit.class, unit.this()) else {
            return false;
        };
        let object = self.object_of(func, method);
        let object = object.and_then(|it| it.strip_prefix(this));
        let Some(attr) = object.and_then(|it| it.strip_prefix('.')) else {
            return false;
        };
        // What it is a part of goes with it.
        if ["outer", "owner", "parent"].contains(&attr.trim_start_matches('_')) {
            return false;
        }
        let is_its_own = |(id, name, value): (UnitId, &str, &Expr)| {
            let init = &self.units.all[id];
            let is_param = match &value.kind {
                ExprKind::Name(name) => param_of(init, name).is_some(),
                _ => false,
            };
            name == attr && is_param && init.name() == "__init__"
        };
        !is_of_the_beginning(unit.name()) && self.units.given(class).any(is_its_own)
    }

    /// Whether an object that a function was given is given on to what the function makes, which puts itself in: it was
    /// there before, and comes back.
    pub(super) fn is_given_to_what_is_made(&self, site: &Site<'a>) -> bool {
        let Root::Object(class) = self.holders.all[site.holder].root else {
            return false;
        };
        // One that the file makes for its calls may be what is given.
        let is_often = |(id, _, _): (UnitId, usize, Range)| self.units.runs(id) == Runs::Often;
        if self.units.places_of(class).any(is_often) {
            return false;
        }
        let method = self.units.all[site.unit].name();
        let mut places = self.units.places_of(method).take(MOST);
        places.any(|(id, _, func)| {
            let made = &self.units.all[id];
            let object = self.object_of(func, method);
            let place = object.and_then(|it| param_of(made, it));
            let Some(place) = place.filter(|_| made.name() == "__init__") else {
                return false;
            };
            self.units.calls_of(id).take(MOST).any(|(by, args)| {
                let maker = &self.units.all[by];
                let given = place.checked_sub(1).and_then(|place| args.get(place));
                let is_param = given.is_some_and(|arg| match &arg.value.kind {
                    ExprKind::Name(name) => param_of(maker, name).is_some(),
                    _ => false,
                });
                is_param && !is_of_the_beginning(maker.name()) && self.units.runs(by) == Runs::Often
            })
        })
    }
}

/// The place of a parameter among those of a unit; the object of a method is none.
fn param_of(unit: &Unit<'_>, name: &str) -> Option<usize> {
    let params = unit.function.map_or(&[][..], |it| &it.params);
    let place = params.iter().position(|it| it.name == name);
    place.filter(|_| unit.this() != Some(name))
}
