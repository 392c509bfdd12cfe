//! What the other files of a package say of what a growth takes for granted: how long the objects of a class are
//! there, and how often a function is called.
//!
//! Approximation: a class and a function are known by their names, wherever they come from.

use super::holders::{attribute_of, bindings, is_of_the_beginning};
use super::lifetime::{Lifetime, Lifetimes};
use super::spots::{Loop, Spot, spots};
use super::units::{Runs, Unit, UnitId, Units, is_named, last_name};
use crate::syntax::ast::{Class, Expr, ExprKind, Module, StmtKind};
use crate::syntax::visit;

/// A call of a class or of a function, seen from another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// How long what it gives is there.
    pub life: Life,
    /// How often it is called there.
    pub pace: Pace,
}

/// How long something is there that a call gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Life {
    /// No longer than what has called, as far as it is seen.
    Call,
    /// As long as an object of a class, or as what a function gives: it is a part of that.
    Part(String),
    /// As long as the process.
    Process,
}

/// How often a call is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Once, or as often as the file says.
    Once,
    /// As often as something calls one of these.
    As(Vec<String>),
    /// As often as something comes in.
    Often,
    /// As often as what it is handed to sees fit.
    Handed,
}

/// Where a file calls what has a name, or hands it on.
pub fn places(module: &Module, text: &str, name: &str) -> Vec<Place> {
    let units = Units::of(module, text);
    let file = Calls {
        lifetimes: Lifetimes::of(&units),
        names: known_as(&units, name),
        units,
    };
    let mut found = Vec::new();
    for (id, unit) in file.units.all.iter().enumerate() {
        let spots = unit.spots.iter();
        found.extend(spots.filter_map(|spot| file.place((id, unit), spot)));
    }
    for (class, _) in &file.units.classes {
        let is_called = |spot: &Spot<'_>| visit::mentions(spot.stmt, &|it| file.is_a_call(it));
        let of_the_class = spots(&class.body).into_iter().filter(is_called);
        found.extend(of_the_class.map(|_| Place {
            life: Life::Process,
            pace: Pace::Once,
        }));
        // Objects of those that inherit are of the class, too.
        if class.bases.iter().any(|it| file.is_meant(it)) && class.name != name {
            found.push(Place {
                life: Life::Part(class.name.clone()),
                pace: Pace::As(vec![class.name.clone()]),
            });
        }
    }
    found
}

/// The names that something has in a file: its own, and the one it is imported as.
fn known_as<'a>(units: &Units<'a>, name: &'a str) -> Vec<&'a str> {
    let spots = units.all.iter().flat_map(|unit| &unit.spots);
    let imported = spots.filter_map(|spot| match &spot.stmt.kind {
        StmtKind::ImportFrom { names, .. } => names
            .iter()
            .find(|it| it.name == name)
            .and_then(|it| it.asname.as_deref()),
        _ => None,
    });
    [name].into_iter().chain(imported).collect()
}

/// A file that may call something.
struct Calls<'a> {
    units: Units<'a>,
    lifetimes: Lifetimes,
    names: Vec<&'a str>,
}

impl<'a> Calls<'a> {
    fn is_meant(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => {
                self.names.contains(&name.as_str())
            }
            _ => false,
        }
    }

    fn is_a_call(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Call { func, .. } if self.is_meant(func))
    }

    /// Whether a value is what the call gives, or has it.
    fn has_one(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Call { .. } => self.is_a_call(expr),
            ExprKind::Bool { left, right, .. } => self.has_one(left) || self.has_one(right),
            ExprKind::Conditional { body, orelse, .. } => {
                self.has_one(body) || self.has_one(orelse)
            }
            ExprKind::Await(inner) => self.has_one(inner),
            ExprKind::List(parts) | ExprKind::Tuple(parts) | ExprKind::Dict(parts) => {
                parts.iter().any(|it| self.has_one(it))
            }
            _ => false,
        }
    }

    fn place(&self, (id, unit): (UnitId, &Unit<'a>), spot: &Spot<'a>) -> Option<Place> {
        if self.units.is_a_test(unit) {
            return None;
        }
        if visit::mentions(spot.stmt, &|it| self.is_a_call(it)) {
            return Some(Place {
                life: self.life((id, unit), spot),
                pace: self.pace(id, spot),
            });
        }
        // Who is given a function calls it.
        let is_function = !self.names.iter().any(|it| is_a_class(it));
        let is_given = |it: &Expr| match &it.kind {
            ExprKind::Call { args, .. } => args.iter().any(|arg| self.is_meant(&arg.value)),
            ExprKind::List(parts) | ExprKind::Tuple(parts) | ExprKind::Dict(parts) => {
                parts.iter().any(|it| self.is_meant(it))
            }
            _ => false,
        };
        (is_function && visit::mentions(spot.stmt, &is_given)).then_some(Place {
            life: Life::Call,
            pace: Pace::Handed,
        })
    }

    /// How often a statement runs.
    fn pace(&self, id: UnitId, spot: &Spot<'a>) -> Pace {
        match self.units.runs_at(id, spot) {
            Runs::Once => Pace::Once,
            Runs::Often if spot.around == Loop::Endless => Pace::Often,
            Runs::Often => match self.units.presumed_often(id) {
                names if names.is_empty() => Pace::Often,
                names => Pace::As(names),
            },
        }
    }

    /// How long what a statement calls for is there.
    fn life(&self, (id, unit): (UnitId, &Unit<'a>), spot: &Spot<'a>) -> Life {
        let bound = bindings(spot.stmt);
        let target = bound.iter().find(|(_, value)| self.has_one(value));
        match (&spot.stmt.kind, target) {
            (_, Some((target, _))) => self.of_a_target(target, (id, unit)),
            (StmtKind::Return(Some(value)), None) if self.has_one(value) => {
                Life::Part(unit.name().to_owned())
            }
            _ => self.given_to(spot, &|it| self.has_one(it)),
        }
    }

    /// How long something is there that is bound to a target.
    fn of_a_target(&self, target: &Expr, (id, unit): (UnitId, &Unit<'a>)) -> Life {
        let of_its_object = || unit.class.map_or(Life::Call, |it| self.of_an_object(it));
        let own = |it: &Expr| {
            unit.this()
                .is_some_and(|this| attribute_of(it, this).is_some())
        };
        match &target.kind {
            ExprKind::Name(name) if id == 0 || !unit.local.contains(name.as_str()) => Life::Process,
            ExprKind::Name(name) => self.of_a_local(name, unit),
            // What is bound again with each call is not there for long.
            ExprKind::Attribute { .. } if own(target) && unit.is_given_its_class() => Life::Process,
            ExprKind::Attribute { .. } if own(target) && is_of_the_beginning(unit.name()) => {
                of_its_object()
            }
            ExprKind::Attribute { value, attr } => match &value.kind {
                ExprKind::Name(name) if !unit.local.contains(name.as_str()) => Life::Process,
                _ if own(target) && self.is_made_when_wanted(attr, unit) => of_its_object(),
                _ => Life::Call,
            },
            ExprKind::Subscript { value, .. } if own(value) => of_its_object(),
            ExprKind::Subscript { value, .. } => match &value.kind {
                ExprKind::Name(name) if !unit.local.contains(name.as_str()) => Life::Process,
                _ => Life::Call,
            },
            _ => Life::Call,
        }
    }

    /// Whether a method asks for an attribute before it binds it: `if self._pool is None: self._pool = Pool()`.
    fn is_made_when_wanted(&self, attr: &str, unit: &Unit<'a>) -> bool {
        let is_it =
            |it: &Expr| matches!(&it.kind, ExprKind::Attribute { attr: of, .. } if of == attr);
        let mut guards = unit.spots.iter().flat_map(|spot| &spot.guards);
        guards.any(|guard| visit::has(guard.test, &is_it))
    }

    fn of_an_object(&self, class: &Class) -> Life {
        match self.lifetimes.of_objects(class) {
            Lifetime::Process => Life::Process,
            Lifetime::Call => Life::Call,
            _ => Life::Part(class.name.clone()),
        }
    }

    /// How long something is there that has a name of a function's own.
    fn of_a_local(&self, name: &str, unit: &Unit<'a>) -> Life {
        let is_it = |it: &Expr| is_named(it, name);
        let kept = unit.spots.iter().find_map(|spot| match &spot.stmt.kind {
            StmtKind::Return(Some(value)) if is_it(value) => {
                Some(Life::Part(unit.name().to_owned()))
            }
            StmtKind::Assign { targets, value } if is_it(value) => {
                let own = |it: &&Expr| !matches!(it.kind, ExprKind::Name(_));
                let target = targets.iter().find(own)?;
                // The place of a unit among others only tells the top level, which has no names of its own.
                Some(self.of_a_target(target, (usize::MAX, unit)))
            }
            _ => match self.given_to(spot, &is_it) {
                Life::Call => None,
                life => Some(life),
            },
        });
        kept.unwrap_or(Life::Call)
    }

    /// How long something is there that a statement gives to what it makes: as long as that.
    fn given_to(&self, spot: &Spot<'a>, is_it: &dyn Fn(&Expr) -> bool) -> Life {
        let mut owner = None;
        for expr in visit::expressions(spot.stmt) {
            visit::subexpressions(expr, &mut |inner| {
                if let ExprKind::Call { func, args } = &inner.kind
                    && args.iter().any(|arg| is_it(&arg.value))
                {
                    let name = last_name(func).filter(|it| is_a_class(it));
                    owner = owner.or(name);
                }
            });
        }
        owner.map_or(Life::Call, |it| Life::Part(it.to_owned()))
    }
}

/// Whether a name is that of a class, as names are given.
fn is_a_class(name: &str) -> bool {
    name.trim_start_matches('_').starts_with(char::is_uppercase)
}
