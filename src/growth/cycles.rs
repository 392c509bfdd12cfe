//! Cycles that keep what should go with its last name: an object that has a function which has the object.

mod frames;

use super::holders::{attribute_of, bindings};
use super::lifetime::Lifetime;
use super::makers::path_of;
use super::spots::Loop;
use super::units::{Unit, is_named, last_name};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::syntax::ast::{Class, Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

/// What is kept by a cycle, or by what was to end it.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    let has_finalizers = file.text.contains("finalize");
    for (id, unit) in file.units.all.iter().enumerate() {
        found.extend(file.caught(id, unit));
        found.extend(file.of_itself(unit));
        for spot in &unit.spots {
            let this = unit.this();
            let of_its_own = |this| {
                let on_itself = file.on_itself(spot.stmt, unit, this);
                on_itself.or_else(|| file.begun(spot.stmt, unit, this))
            };
            let finalizer = has_finalizers.then(|| file.finalizer(spot.stmt, unit));
            let told = finalizer.flatten().or_else(|| of_its_own(this?));
            if let Some((at, class, because)) = told {
                found.push(Growth {
                    by: file.written(at),
                    name: this.unwrap_or_default().to_owned(),
                    chain: vec![match unit.class {
                        Some(class) => format!("an object of `{}`", class.name),
                        None => "the object".to_owned(),
                    }],
                    kept: "the object, with all that it has".to_owned(),
                    until: match class {
                        LeakClass::R1 => "the collector comes".to_owned(),
                        _ => "the process ends".to_owned(),
                    },
                    class,
                    because,
                    ..file.growth(Kind::Cycle, Confidence::Definite, at, id)
                });
            }
        }
    }
    found
}

impl<'a> Reading<'a> {
    /// `weakref.finalize(self, …self…)`: who waits for the object to go has it.
    fn finalizer(&self, stmt: &'a Stmt, unit: &Unit<'a>) -> Option<(Range, LeakClass, String)> {
        let mut found = None;
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |inner| {
                if let ExprKind::Call { func, args } = &inner.kind
                    && path_of(func, self.scope).as_deref() == Some("weakref.finalize")
                    && let Some(ExprKind::Name(this)) = args.first().map(|arg| &arg.value.kind)
                    && args
                        .iter()
                        .skip(1)
                        .any(|arg| has(&arg.value, this) && !self.is_static(&arg.value, unit))
                {
                    found = Some(inner.range);
                }
            });
        }
        found.map(|at| {
            (
                at,
                LeakClass::R2,
                "what is to be called when the object goes has the object".to_owned(),
            )
        })
    }

    /// `self.handler = lambda: self…`, `self.child = Child(self.method)`, in a class whose objects matter by going.
    fn on_itself(
        &self,
        stmt: &'a Stmt,
        unit: &Unit<'a>,
        this: &str,
    ) -> Option<(Range, LeakClass, String)> {
        let class = unit.class?;
        let (target, value) = match bindings(stmt).into_iter().next() {
            Some(bound) => bound,
            None => appended(stmt)?,
        };
        let attr = attribute_of(target, this)?;
        let is_ended = || {
            let ends = [".clear(", " = None", " = {}"];
            let whole = class.range.of(self.text);
            ends.iter().any(|it| whole.contains(&format!("{attr}{it}")))
        };
        let has_it = |it: &Expr| self.has_the_object(it, unit, this);
        let is_kept = match &value.kind {
            ExprKind::Dict(parts) | ExprKind::List(parts) | ExprKind::Tuple(parts) => {
                parts.iter().any(has_it) && !is_ended()
            }
            ExprKind::Comprehension { body, lazy, .. } => {
                !lazy && body.iter().any(has_it) && !is_ended()
            }
            _ => has_it(value),
        };
        (is_kept && self.is_missed(class)).then(|| {
            (
                stmt.range,
                LeakClass::R1,
                "the object has something that has the object".to_owned(),
            )
        })
    }

    /// Whether a value has the object that it is made in: a function that uses it, one of its methods, or what is given
    /// one of the two and keeps it.
    fn has_the_object(&self, value: &Expr, unit: &Unit<'a>, this: &str) -> bool {
        match &value.kind {
            ExprKind::Lambda(function) => function.body.iter().any(|stmt| is_of(stmt, this)),
            ExprKind::Attribute { .. } => self.is_a_method(value, unit, this),
            ExprKind::Call { func, args } => {
                let is_given = args.iter().any(|arg| {
                    self.is_a_method(&arg.value, unit, this) || is_named(&arg.value, this)
                });
                is_given && self.keeps_what_it_is_given(func, None)
            }
            _ => false,
        }
    }

    /// Whether it matters when the objects of a class go.
    fn is_missed(&self, class: &'a Class) -> bool {
        let mut methods = self.units.methods(class);
        methods.any(|(_, it)| it.name() == "__del__") || self.is_large(class)
    }

    /// Whether the objects of a class are made for a call, and have a block of memory of their own.
    fn is_large(&self, class: &'a Class) -> bool {
        let mut given = self.units.given(class);
        self.lifetimes.of_objects(class) == Lifetime::Call
            && given.any(|(_, _, value)| is_a_block(value))
    }

    /// `self.writer = self.feed()`, where `feed` is a generator without end: its frame has the object.
    fn begun(
        &self,
        stmt: &'a Stmt,
        unit: &Unit<'a>,
        this: &str,
    ) -> Option<(Range, LeakClass, String)> {
        let (target, value) = bindings(stmt).into_iter().next()?;
        let attr = attribute_of(target, this)?;
        let ExprKind::Call { func, .. } = &value.kind else {
            return None;
        };
        let method = attribute_of(func, this)?;
        let class = unit.class?;
        let (_, generator) = self
            .units
            .methods(class)
            .find(|(_, it)| it.name() == method)?;
        let waits = |spot: &super::spots::Spot<'a>| {
            let is_a_yield = |it: &Expr| matches!(it.kind, ExprKind::Yield { from: false, .. });
            spot.around == Loop::Endless && visit::mentions(spot.stmt, &is_a_yield)
        };
        let whole = class.range.of(self.text);
        let ends = [
            format!("{attr}.close("),
            format!("{attr}.aclose("),
            format!("{this}.{attr} = None"),
            format!("del {this}.{attr}"),
        ];
        let is_ended = ends.iter().any(|it| whole.contains(it.as_str()));
        (generator.spots.iter().any(waits) && !is_ended).then(|| {
            (
                stmt.range,
                LeakClass::R1,
                format!(
                    "the object has `{attr}`, whose frame has the object, and which never ends"
                ),
            )
        })
    }

    fn is_a_method(&self, expr: &Expr, unit: &Unit<'a>, this: &str) -> bool {
        // A property gives something else.
        let is_plain = |it: &Unit<'a>| it.function.is_some_and(|it| it.decorators.is_empty());
        attribute_of(expr, this).is_some()
            && self
                .method_of(expr, unit)
                .is_some_and(|it| it.this().is_some() && is_plain(it))
    }

    /// Whether an expression is a static method, which does not have the object.
    fn is_static(&self, expr: &Expr, unit: &Unit<'a>) -> bool {
        self.method_of(expr, unit)
            .is_some_and(|it| it.this().is_none())
    }

    /// The method of a unit's own class that an attribute is.
    fn method_of(&self, expr: &Expr, unit: &Unit<'a>) -> Option<&Unit<'a>> {
        let ExprKind::Attribute { attr, .. } = &expr.kind else {
            return None;
        };
        let mut methods = self.units.methods(unit.class?);
        methods.find(|(_, it)| it.name() == attr).map(|(_, it)| it)
    }

    /// Whether a class of the file stores what it is made with as it is: the argument at a place, or any.
    pub(super) fn keeps_what_it_is_given(&self, func: &Expr, at: Option<usize>) -> bool {
        let Some(class) = last_name(func).and_then(|name| self.units.class(name)) else {
            return false;
        };
        let init = self
            .units
            .methods(class)
            .find(|(_, it)| it.name() == "__init__");
        init.is_some_and(|(_, init)| {
            let this = init.this().unwrap_or("self");
            let params = init.function.map_or(&[][..], |it| &it.params);
            let param = at.and_then(|at| params.get(at + 1)).map(|it| &it.name);
            let stores = |stmt: &'a Stmt| {
                bindings(stmt).into_iter().any(|(target, value)| {
                    let is_it = matches!(&value.kind, ExprKind::Name(name) if param.is_none_or(|it| it == name));
                    attribute_of(target, this).is_some() && is_it
                })
            };
            init.spots.iter().any(|spot| stores(spot.stmt))
        })
    }
}

/// What a statement appends to what: `self.parts.append(Part(self))`.
fn appended(stmt: &Stmt) -> Option<(&Expr, &Expr)> {
    let StmtKind::Expr(expr) = &stmt.kind else {
        return None;
    };
    let ExprKind::Call { func, args } = &expr.kind else {
        return None;
    };
    match (&func.kind, &args[..]) {
        (ExprKind::Attribute { value, attr }, [only]) if attr == "append" || attr == "add" => {
            Some((value, &only.value))
        }
        _ => None,
    }
}

/// Whether an expression makes a block of memory: `bytearray(65536)`, `[0.0] * size`.
fn is_a_block(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { func, args } => {
            !args.is_empty()
                && matches!(
                    last_name(func),
                    Some("bytearray" | "zeros" | "ones" | "empty")
                )
        }
        _ => false,
    }
}

/// Whether an expression is an object, has a method of it, or makes something that does.
fn has(expr: &Expr, this: &str) -> bool {
    match &expr.kind {
        ExprKind::Lambda(function) => function.body.iter().any(|stmt| is_of(stmt, this)),
        ExprKind::Name(name) => name == this,
        ExprKind::Attribute { value, attr } => {
            // What the object has is not the object; a method is.
            matches!(&value.kind, ExprKind::Name(name) if name == this)
                && !attr.starts_with("_read")
                && is_verb(attr)
        }
        _ => false,
    }
}

/// Whether an attribute is called like what does something.
fn is_verb(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    [
        "close", "release", "cleanup", "stop", "dispose", "free", "shutdown", "finish", "delete",
        "remove", "on_",
    ]
    .iter()
    .any(|verb| name.starts_with(verb))
}

/// Whether a statement of a lambda names an object.
fn is_of(stmt: &Stmt, this: &str) -> bool {
    visit::mentions(stmt, &|it| is_named(it, this))
        || matches!(&stmt.kind, StmtKind::Return(Some(value)) if has(value, this))
}
