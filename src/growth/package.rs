//! What the other files of a package say of what a growth takes for granted: how long the objects of a class are
//! there, and how often a function is called.
//!
//! Approximation: a class and a function are known by their names, wherever they come from.

mod life;

use super::lifetime::Lifetimes;
use super::spots::{Loop, Spot, spots};
use super::units::{Runs, Unit, UnitId, Units};
use crate::syntax::ast::{Arg, Expr, ExprKind, Module, StmtKind};
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
    /// It is given to something that may keep it.
    Given,
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
    /// As often as what it is handed to sees fit, or as there is something to go through.
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
    for unit in &file.units.all {
        let params = unit.function.into_iter().flat_map(|it| &it.params);
        let mut defaults = params.filter_map(|it| it.default.as_ref());
        found.extend(defaults.any(|it| file.has_one(it)).then_some(Place {
            life: Life::Process,
            pace: Pace::Once,
        }));
    }
    for (class, _) in &file.units.classes {
        for spot in spots(&class.body) {
            let is_called = visit::mentions(spot.stmt, &|it| file.is_a_call(it));
            let life = match () {
                () if is_called => Life::Process,
                () if visit::mentions(spot.stmt, &|it| file.is_made_with_each(it)) => {
                    Life::Part(class.name.clone())
                }
                () => continue,
            };
            found.push(Place {
                life,
                pace: Pace::Once,
            });
        }
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
            ExprKind::Comprehension { body, .. } => body.iter().any(|it| self.has_one(it)),
            ExprKind::List(parts) | ExprKind::Tuple(parts) | ExprKind::Dict(parts) => {
                parts.iter().any(|it| self.has_one(it))
            }
            _ => false,
        }
    }

    /// `store: Store = field(default_factory=Store)`
    fn is_made_with_each(&self, expr: &Expr) -> bool {
        let makes = |arg: &Arg| {
            let keyword = arg.keyword.as_deref();
            matches!(keyword, Some("default_factory" | "factory")) && self.is_meant(&arg.value)
        };
        matches!(&expr.kind, ExprKind::Call { args, .. } if args.iter().any(makes))
    }

    fn place(&self, (id, unit): (UnitId, &Unit<'a>), spot: &Spot<'a>) -> Option<Place> {
        if self.units.is_a_test(unit) {
            return None;
        }
        let is_later = |it: &Expr| match &it.kind {
            ExprKind::Lambda(function) => {
                let mut body = function.body.iter();
                body.any(|it| visit::mentions(it, &|it| self.is_a_call(it)))
            }
            _ => false,
        };
        if visit::mentions(spot.stmt, &|it| self.is_a_call(it)) {
            return Some(Place {
                life: self.life((id, unit), spot),
                pace: match visit::mentions(spot.stmt, &is_later) {
                    true => Pace::Handed,
                    false => self.pace(id, spot),
                },
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
            _ if spot.around == Loop::Endless => Pace::Often,
            // How much a function goes through is not seen; a module goes through what the program has.
            Runs::Once if spot.around == Loop::Finite && id > 0 => Pace::Handed,
            Runs::Once => Pace::Once,
            Runs::Often => match self.units.presumed_often(id) {
                names if names.is_empty() => Pace::Often,
                names => Pace::As(names),
            },
        }
    }
}

/// Whether a name is that of a class, as names are given.
fn is_a_class(name: &str) -> bool {
    name.trim_start_matches('_').starts_with(char::is_uppercase)
}
