//! How many different things a key may be: a few that the program knows, or as many as come with the calls.

mod calls;
mod params;

use super::holders::{bindings, is_of_the_beginning};
use super::makers::path_of;
use super::spots::{Guard, Spot};
use super::units::{UnitId, Units, is_named, last_name};
use super::words;
use crate::syntax::ast::{Class, CompareOp, Constant, Expr, ExprKind, StmtKind};
use crate::typestate::ModuleScope;
use crate::typestate::scope::Meaning;
use std::cell::Cell;

/// How many different things something may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Space {
    /// As many as the program has.
    Closed,
    /// That is not to be seen.
    Unknown,
    /// As many as come.
    Open,
}

/// What is asked about keys.
pub(super) struct Keys<'k, 'a> {
    pub units: &'k Units<'a>,
    pub scope: &'k ModuleScope,
    pub text: &'a str,
    /// How many expressions may still be looked at for an answer.
    pub left: Cell<u32>,
}

/// How many expressions are looked at for an answer; beyond that it is not known.
pub(super) const MOST: u32 = 500;

/// How far the values of names are followed.
const DEEPEST: usize = 6;

impl<'a> Keys<'_, 'a> {
    /// How many different things an expression may be at a place.
    pub fn space(&self, expr: &'a Expr, unit: UnitId, spot: &Spot<'a>) -> Space {
        if self.is_chosen(expr, &spot.guards) {
            return Space::Closed;
        }
        self.of(expr, unit, 0)
    }

    /// Whether a condition around a place has chosen it among some that are known: `if kind in KINDS`.
    fn is_chosen(&self, expr: &Expr, guards: &[Guard<'_>]) -> bool {
        let written = expr.range.of(self.text);
        guards
            .iter()
            .any(|guard| self.chooses(guard.test, written, guard.holds))
    }

    fn chooses(&self, test: &Expr, written: &str, holds: bool) -> bool {
        match &test.kind {
            ExprKind::Compare { op, left, right } => {
                let is_it = left.range.of(self.text) == written;
                match op {
                    CompareOp::Other("in") => is_it && holds && self.is_of_the_program(right),
                    CompareOp::Other("not in") => is_it && !holds && self.is_of_the_program(right),
                    CompareOp::Eq | CompareOp::Is => is_it && holds,
                    CompareOp::NotEq | CompareOp::IsNot => is_it && !holds,
                    CompareOp::Other(_) => false,
                }
            }
            ExprKind::Bool { left, right, .. } => {
                self.chooses(left, written, holds) || self.chooses(right, written, holds)
            }
            ExprKind::Not(inner) => self.chooses(inner, written, !holds),
            ExprKind::Call { func, args } => {
                let is_it = || {
                    args.first()
                        .is_some_and(|arg| arg.value.range.of(self.text) == written)
                };
                holds && last_name(func) == Some("issubclass") && is_it()
            }
            _ => false,
        }
    }

    /// Whether a collection is one that the program itself writes down: by its name, or as it stands.
    fn is_of_the_program(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Tuple(_) | ExprKind::List(_) | ExprKind::Dict(_) => true,
            ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => {
                words::is_constant(name)
            }
            _ => false,
        }
    }

    fn of(&self, expr: &'a Expr, unit: UnitId, depth: usize) -> Space {
        if depth > DEEPEST || self.left.get() == 0 {
            return Space::Unknown;
        }
        self.left.set(self.left.get() - 1);
        let of = |it: &'a Expr| self.of(it, unit, depth + 1);
        match &expr.kind {
            ExprKind::Constant(_) | ExprKind::Compare { .. } | ExprKind::Not(_) => Space::Closed,
            ExprKind::Name(name) => self.of_name(name, unit, depth),
            ExprKind::Attribute { value, attr }
                if self.of_an_own_attribute(value, attr, unit, depth) == Space::Open =>
            {
                Space::Open
            }
            // The system gives the number of a thread again when that has ended.
            ExprKind::Attribute { value, attr }
                if matches!(attr.as_str(), "ident" | "native_id")
                    && matches!(&value.kind, ExprKind::Call { func, .. } if last_name(func) == Some("current_thread")) =>
            {
                Space::Closed
            }
            ExprKind::Attribute { value, attr } => match words::of_an_attribute(attr) {
                Some(space) => space,
                None if self.is_an_enum(value) => Space::Closed,
                // `route.path` is a pattern, and no path that was asked for.
                None if last_name(value).is_some_and(words::is_a_pattern) => Space::Closed,
                None => match (words::of_a_name(attr), &value.kind) {
                    // `uuid4().hex`, `urlsplit(url).netloc`
                    (Space::Unknown, ExprKind::Call { .. }) => of(value),
                    (space, _) => space,
                },
            },
            ExprKind::Call { func, args } => self.of_a_call(func, args, unit, depth),
            ExprKind::Tuple(parts) | ExprKind::List(parts) => all(parts.iter().map(of)),
            // A text with places, or what remains of a number.
            ExprKind::Operation { op: "%", parts } => match parts.split_first() {
                Some((text, given)) if is_a_text(text) => all(given.iter().map(of)),
                _ => Space::Closed,
            },
            ExprKind::Operation {
                op: "f-string" | "+" | "-" | "" | "/" | "|",
                parts,
            } => all(parts.iter().map(of)),
            ExprKind::Conditional { test, body, orelse } => {
                let chosen = self.chooses(test, body.range.of(self.text), true);
                let body = if chosen { Space::Closed } else { of(body) };
                body.max(of(orelse))
            }
            ExprKind::Bool { left, right, .. } => of(left).max(of(right)),
            ExprKind::Named { value, .. } | ExprKind::Await(value) | ExprKind::Starred(value) => {
                of(value)
            }
            ExprKind::Subscript { index, .. } => match index.first() {
                Some(key) if matches!(key.kind, ExprKind::Constant(_)) => match &key.kind {
                    ExprKind::Constant(Constant::Str(word)) => words::of_a_name(word),
                    _ => Space::Unknown,
                },
                _ => Space::Unknown,
            },
            _ => Space::Unknown,
        }
    }

    /// An attribute that an object gets when it is made: `self.name = f"conn-{next(numbers)}"`.
    fn of_an_own_attribute(&self, of: &Expr, attr: &str, unit: UnitId, depth: usize) -> Space {
        let it = &self.units.all[unit];
        let class = it
            .class
            .filter(|_| it.this().is_some_and(|this| is_named(of, this)));
        let given = class.into_iter().flat_map(|class| self.units.given(class));
        let is_first = |id: UnitId| is_of_the_beginning(self.units.all[id].name());
        let mut its = given.filter(|(id, name, _)| *name == attr && is_first(*id));
        match its.next() {
            Some((id, _, value)) => self.of(value, id, depth + 1),
            None => Space::Unknown,
        }
    }

    fn of_name(&self, name: &'a str, unit: UnitId, depth: usize) -> Space {
        for id in self.units.outward(unit) {
            let it = &self.units.all[id];
            if let Some(param) = it
                .function
                .and_then(|it| it.params.iter().find(|param| param.name == name))
            {
                return match it.this() == Some(name) {
                    // An object is one of many, unless there is one of its class.
                    true => Space::Unknown,
                    false => self.of_a_param(param, id, depth),
                };
            }
            if id > 0 && it.local.contains(name) {
                return self.of_a_local(name, id, depth);
            }
        }
        match self.scope.meaning(name) {
            Meaning::Variable => words::of_a_name(name),
            // What a comprehension goes through is bound by nothing that is seen here.
            Meaning::Path(path)
                if path.strip_prefix("builtins.") == Some(name)
                    && name.starts_with(char::is_lowercase) =>
            {
                words::of_a_name(name)
            }
            _ => Space::Closed,
        }
    }

    pub(super) fn is_enum(&self, class: &Class) -> bool {
        let bases = class.bases.iter().filter_map(last_name);
        bases
            .into_iter()
            .any(|it| it.ends_with("Enum") || it.ends_with("Flag"))
    }

    fn is_an_enum(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Name(name) if self.units.class(name).is_some_and(|it| self.is_enum(it)))
    }

    /// A name that a function binds itself.
    fn of_a_local(&self, name: &'a str, unit: UnitId, depth: usize) -> Space {
        let mut found = Vec::new();
        for spot in self.units.all[unit].binding(name) {
            for (target, value) in bindings(spot.stmt) {
                match &target.kind {
                    // What its value does not say, its name may.
                    ExprKind::Name(it) if it == name => {
                        found.push(match self.of(value, unit, depth + 1) {
                            Space::Unknown => words::of_a_name(name),
                            space => space,
                        });
                    }
                    ExprKind::Tuple(parts) if parts.iter().any(|it| is_named(it, name)) => {
                        found.push(words::of_a_name(name));
                    }
                    _ => {}
                }
            }
            match &spot.stmt.kind {
                StmtKind::For { target, iter, .. } if binds(target, name) => {
                    found.push(self.of_an_element(iter, name));
                }
                StmtKind::AugAssign { target, .. } if is_named(target, name) => {
                    found.push(Space::Open);
                }
                StmtKind::Function(it) if it.name == name => found.push(Space::Open),
                StmtKind::Class(it) if it.name == name => found.push(Space::Open),
                _ => {}
            }
        }
        match found.is_empty() {
            true => words::of_a_name(name),
            false => all(found.into_iter()),
        }
    }

    /// What a loop goes through.
    fn of_an_element(&self, iter: &'a Expr, name: &str) -> Space {
        match &iter.kind {
            ExprKind::Tuple(_) | ExprKind::List(_) => Space::Closed,
            ExprKind::Name(it) | ExprKind::Attribute { attr: it, .. } if words::is_constant(it) => {
                Space::Closed
            }
            ExprKind::Name(it) if self.units.class(it).is_some_and(|it| self.is_enum(it)) => {
                Space::Closed
            }
            ExprKind::Call { func, args }
                if path_of(func, self.scope).as_deref() == Some("builtins.range") =>
            {
                match args
                    .iter()
                    .all(|arg| matches!(arg.value.kind, ExprKind::Constant(_)))
                {
                    true => Space::Closed,
                    false => words::of_a_name(name).min(Space::Unknown),
                }
            }
            ExprKind::Attribute { attr, .. } if self.units.is_settled(attr) => Space::Closed,
            // `self.urls.items()`
            ExprKind::Call { func, args } if args.is_empty() => match &func.kind {
                ExprKind::Attribute { value, attr } => match &value.kind {
                    ExprKind::Attribute { attr: of, .. }
                        if matches!(attr.as_str(), "items" | "keys" | "values")
                            && self.units.is_settled(of) =>
                    {
                        Space::Closed
                    }
                    _ => words::of_a_name(name),
                },
                _ => words::of_a_name(name),
            },
            ExprKind::Name(it) | ExprKind::Attribute { attr: it, .. } => {
                match words::of_a_name(name) {
                    Space::Unknown => words::of_a_name(it),
                    space => space,
                }
            }
            _ => words::of_a_name(name),
        }
    }
}

/// Whether an expression is a text with places to be filled, as it is written or by its name.
fn is_a_text(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(Constant::Str(_)) => true,
        ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => {
            let name = name.to_lowercase();
            [
                "message", "msg", "text", "format", "fmt", "template", "query", "sql",
            ]
            .iter()
            .any(|it| name.contains(it))
        }
        _ => false,
    }
}

/// Of several together: as many as any of them.
fn all(spaces: impl Iterator<Item = Space>) -> Space {
    spaces.max().unwrap_or(Space::Closed)
}

fn binds(target: &Expr, name: &str) -> bool {
    match &target.kind {
        ExprKind::Tuple(parts) | ExprKind::List(parts) => parts.iter().any(|it| binds(it, name)),
        _ => is_named(target, name),
    }
}
