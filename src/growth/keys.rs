//! How many different things a key may be: a few that the program knows, or as many as come with the calls.

use super::holders::bindings;
use super::makers::path_of;
use super::spots::{Guard, Spot};
use super::units::{UnitId, Units, last_name};
use super::words;
use crate::syntax::ast::{Class, CompareOp, Expr, ExprKind, Param, StmtKind};
use crate::typestate::ModuleScope;
use crate::typestate::scope::Meaning;

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
}

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
        if depth > DEEPEST {
            return Space::Unknown;
        }
        let of = |it: &'a Expr| self.of(it, unit, depth + 1);
        match &expr.kind {
            ExprKind::Constant(_) | ExprKind::Compare { .. } | ExprKind::Not(_) => Space::Closed,
            ExprKind::Name(name) => self.of_name(name, unit, depth),
            ExprKind::Attribute { value, attr } => match words::of_an_attribute(attr) {
                Some(space) => space,
                None if self.is_an_enum(value) => Space::Closed,
                None => words::of_a_name(attr),
            },
            ExprKind::Call { func, args } => {
                self.of_a_call(func, args.iter().map(|arg| &arg.value), unit, depth)
            }
            ExprKind::Tuple(parts) | ExprKind::List(parts) => all(parts.iter().map(of)),
            ExprKind::Operation { op: "%", .. } => Space::Closed,
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
                    ExprKind::Constant(crate::syntax::ast::Constant::Str(word)) => {
                        words::of_a_name(word)
                    }
                    _ => Space::Unknown,
                },
                _ => Space::Unknown,
            },
            _ => Space::Unknown,
        }
    }

    fn of_a_call(
        &self,
        func: &'a Expr,
        args: impl Iterator<Item = &'a Expr>,
        unit: UnitId,
        depth: usize,
    ) -> Space {
        const FINITE: &[&str] = &[
            "bool",
            "type",
            "isinstance",
            "callable",
            "hasattr",
            "get_ident",
            "getpid",
            "sign",
        ];
        const SAME: &[&str] = &[
            "str",
            "repr",
            "tuple",
            "frozenset",
            "int",
            "hash",
            "sorted",
            "intern",
        ];
        const CHANGED: &[&str] = &[
            "lower", "upper", "strip", "casefold", "title", "decode", "encode", "lstrip", "rstrip",
        ];
        const FRESH: &[&str] = &[
            "uuid4",
            "uuid1",
            "uuid3",
            "uuid5",
            "token_hex",
            "token_urlsafe",
            "time",
            "monotonic",
            "perf_counter",
            "id",
            "next",
            "now",
            "utcnow",
            "current_task",
            "hexdigest",
            "digest",
            "urandom",
            "time_ns",
            "get_extra_info",
        ];
        if let ExprKind::Name(name) = &func.kind {
            if self
                .units
                .class(name)
                .is_some_and(|class| self.is_enum(class))
            {
                return Space::Closed;
            }
            if self.units.class(name).is_some() {
                return Space::Open;
            }
        }
        let name = last_name(func).unwrap_or_default();
        match &func.kind {
            ExprKind::Attribute { value, .. } if CHANGED.contains(&name) => {
                self.of(value, unit, depth + 1)
            }
            _ if FINITE.contains(&name) => Space::Closed,
            _ if FRESH.contains(&name) => Space::Open,
            _ if SAME.contains(&name) => all(args.map(|arg| self.of(arg, unit, depth + 1))),
            _ if name == "current_thread"
                || name == "get_running_loop"
                || name == "get_event_loop" =>
            {
                Space::Unknown
            }
            _ => words::of_a_name(name).min(Space::Unknown),
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
                    false => self.of_a_param(param),
                };
            }
            if id > 0 && it.local.contains(name) {
                return self.of_a_local(name, id, depth);
            }
        }
        match self.scope.meaning(name) {
            Meaning::Variable => words::of_a_name(name),
            _ => Space::Closed,
        }
    }

    fn of_a_param(&self, param: &Param) -> Space {
        if (param.annotation.as_ref()).is_some_and(|it| self.is_of_a_few(it)) {
            return Space::Closed;
        }
        // A flag.
        let is_flag = matches!(
            param.default.as_ref().map(|it| &it.kind),
            Some(ExprKind::Constant(crate::syntax::ast::Constant::Bool(_)))
        );
        match is_flag {
            true => Space::Closed,
            false => words::of_a_name(&param.name),
        }
    }

    /// Whether an annotation says that there are few: an enumeration, `bool`, `Literal[…]`, `type[…]`.
    fn is_of_a_few(&self, annotation: &Expr) -> bool {
        match &annotation.kind {
            ExprKind::Subscript { value, index } => {
                let name = last_name(value).unwrap_or_default();
                matches!(name, "Literal" | "type" | "Type" | "Callable")
                    || (name == "Optional" && index.iter().all(|it| self.is_of_a_few(it)))
            }
            ExprKind::Name(name) => {
                matches!(name.as_str(), "bool" | "type" | "Callable")
                    || self.units.class(name).is_some_and(|it| self.is_enum(it))
            }
            ExprKind::Operation { op: "|", parts } => {
                let is_none = |it: &Expr| {
                    matches!(
                        it.kind,
                        ExprKind::Constant(crate::syntax::ast::Constant::None)
                    )
                };
                parts.iter().all(|it| is_none(it) || self.is_of_a_few(it))
            }
            _ => false,
        }
    }

    fn is_enum(&self, class: &Class) -> bool {
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
        for spot in &self.units.all[unit].spots {
            for (target, value) in bindings(spot.stmt) {
                match &target.kind {
                    ExprKind::Name(it) if it == name => found.push(self.of(value, unit, depth + 1)),
                    ExprKind::Tuple(parts) if parts.iter().any(|it| is_name(it, name)) => {
                        found.push(words::of_a_name(name));
                    }
                    _ => {}
                }
            }
            match &spot.stmt.kind {
                StmtKind::For { target, iter, .. } if binds(target, name) => {
                    found.push(self.of_an_element(iter, name));
                }
                StmtKind::AugAssign { target, .. } if is_name(target, name) => {
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
            _ => words::of_a_name(name),
        }
    }
}

/// Of several together: as many as any of them.
fn all(spaces: impl Iterator<Item = Space>) -> Space {
    spaces.max().unwrap_or(Space::Closed)
}

fn is_name(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(it) if it == name)
}

fn binds(target: &Expr, name: &str) -> bool {
    match &target.kind {
        ExprKind::Tuple(parts) | ExprKind::List(parts) => parts.iter().any(|it| binds(it, name)),
        _ => is_name(target, name),
    }
}
