//! The calls of a file, with what is seen of what they give.

use super::call::{Call, Known};
use super::names::{self, Unit};
use super::naming::{self, Named};
use super::seen::{Parts, Seen, Way};
use super::values::{Flow, Home, Key, Origin, Source, items};
use crate::syntax::ast::{Arg, Clause, Constant, Expr, ExprKind, Module, Stmt, StmtKind};
use crate::syntax::names::{comprehension_names, own_statements};
use crate::syntax::visit;
use crate::text::Range;
use crate::typestate::evidence;
use rustc_hash::FxHashSet;

/// All of a file, in source order.
pub(super) fn calls(module: &Module, known: Known<'_>) -> Vec<Call> {
    let mut defined = FxHashSet::default();
    visit::statements(&module.body, &mut |stmt| {
        if let StmtKind::Function(function) = &stmt.kind {
            defined.insert(function.name.as_str());
        }
    });
    let mut reader = Reader {
        known,
        defined,
        units: vec![Unit::default()],
        calls: Vec::new(),
        flow: Flow::default(),
    };
    reader.body(&module.body, 0);
    let mut calls = reader.calls;
    reader.flow.settle(&mut calls);
    calls.sort_by_key(|call| call.range.start);
    calls
}

pub(super) struct Reader<'a, 'w> {
    pub known: Known<'w>,
    /// The functions and methods of the file.
    pub defined: FxHashSet<&'a str>,
    pub units: Vec<Unit<'a>>,
    pub calls: Vec<Call>,
    pub flow: Flow<'a>,
}

impl<'a> Reader<'a, '_> {
    fn body(&mut self, body: &'a [Stmt], unit: usize) {
        let mut inner = Vec::new();
        own_statements(body, &mut |stmt| {
            self.stmt(stmt, unit);
            if matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
                inner.push(stmt);
            }
        });
        let around = names::seen_inside(&self.units, unit);
        for stmt in inner {
            match &stmt.kind {
                StmtKind::Function(function) => {
                    let place = (&self.units[..], around);
                    let unit = Unit::of_function(function, place, self.known.scope);
                    let unit = self.enter(unit);
                    self.body(&function.body, unit);
                }
                StmtKind::Class(class) => {
                    let params = class.type_params.iter().map(String::as_str);
                    let around = self.enter(Unit::of_names(params, around));
                    let place = (&self.units[..], around);
                    let unit = Unit::of_class(&class.body, place, self.known.scope);
                    let unit = self.enter(unit);
                    self.body(&class.body, unit);
                }
                _ => {}
            }
        }
    }

    fn enter(&mut self, unit: Unit<'a>) -> usize {
        self.units.push(unit);
        self.units.len() - 1
    }

    fn stmt(&mut self, stmt: &'a Stmt, unit: usize) {
        match &stmt.kind {
            StmtKind::Expr(value) => {
                let sources = self.expr(value, unit, false);
                let whole = match &value.kind {
                    ExprKind::Await(inner) => inner.range,
                    _ => value.range,
                };
                for source in sources {
                    if let Origin::Call(at, _) = source.origin {
                        self.calls[at].is_used &= self.calls[at].range != whole;
                    }
                }
            }
            StmtKind::Assign { targets, value } => match (targets.as_slice(), &value.kind) {
                ([target], ExprKind::Tuple(values))
                    if let ExprKind::Tuple(targets) = &target.kind
                        && targets.len() == values.len() =>
                {
                    for (target, value) in targets.iter().zip(values) {
                        let sources = self.expr(value, unit, false);
                        self.target(target, &sources, unit);
                    }
                }
                _ => {
                    let sources = self.expr(value, unit, false);
                    let targets = targets.iter();
                    targets.for_each(|target| self.target(target, &sources, unit));
                }
            },
            StmtKind::AnnAssign {
                target,
                value: Some(value),
                ..
            }
            | StmtKind::AugAssign { target, value } => {
                let sources = self.expr(value, unit, false);
                self.target(target, &sources, unit);
            }
            StmtKind::For { target, iter, .. } => {
                let sources = self.expr(iter, unit, false);
                self.target(target, &items(&sources, None), unit);
            }
            StmtKind::Return(Some(value)) => {
                let sources = self.expr(value, unit, false);
                if let Some(name) = self.units[unit].function() {
                    self.keep(Key::of(Home::Given(name)), &sources);
                }
            }
            StmtKind::With {
                items, is_async, ..
            } => {
                let way = match is_async {
                    true => Way::AsyncManaged,
                    false => Way::Managed,
                };
                for item in items {
                    let sources = self.expr(&item.context, unit, false);
                    for source in &sources {
                        if let Origin::Call(at, None) = source.origin {
                            self.calls[at].is_managed_at_once = true;
                        }
                    }
                    self.see(&sources, &Seen::new(way, "", item.context.range, false));
                }
            }
            _ => {
                for expr in visit::expressions(stmt) {
                    self.expr(expr, unit, false);
                }
            }
        }
    }

    fn target(&mut self, target: &'a Expr, sources: &[Source<'a>], unit: usize) {
        match &target.kind {
            ExprKind::Tuple(parts) | ExprKind::List(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    self.target(part, &items(sources, Some(at)), unit);
                }
            }
            ExprKind::Starred(inner) => self.target(inner, &[], unit),
            ExprKind::Subscript { value, index } => {
                index.iter().for_each(|it| {
                    self.expr(it, unit, false);
                });
                let into = self.expr(value, unit, false);
                self.put(&into, sources);
            }
            _ => {
                self.expr(target, unit, false);
                if let Some(key) = names::key(target, (&self.units, unit), self.known.scope) {
                    self.keep(key, sources);
                }
            }
        }
    }

    /// Reads an expression; gives what its value may be.
    fn expr(&mut self, expr: &'a Expr, unit: usize, is_awaited: bool) -> Vec<Source<'a>> {
        match &expr.kind {
            ExprKind::Await(value) => self.expr(value, unit, true),
            ExprKind::Call { func, args } => self.call(expr.range, (func, args), unit, is_awaited),
            ExprKind::Name(_) => self.kept(expr, unit),
            ExprKind::Attribute { value, .. } => {
                self.expr(value, unit, false);
                self.kept(expr, unit)
            }
            ExprKind::Subscript { value, index } => {
                index.iter().for_each(|it| {
                    self.expr(it, unit, false);
                });
                let at = match index.as_slice() {
                    [only] => number(only),
                    _ => None,
                };
                items(&self.expr(value, unit, false), at)
            }
            ExprKind::Named { target, value } => {
                let sources = self.expr(value, unit, false);
                self.target(target, &sources, unit);
                sources
            }
            ExprKind::Conditional { test, body, orelse } => {
                self.expr(test, unit, false);
                let mut sources = self.expr(body, unit, is_awaited);
                sources.extend(self.expr(orelse, unit, is_awaited));
                sources
            }
            ExprKind::Bool { left, right, .. } => {
                let mut sources = self.expr(left, unit, is_awaited);
                sources.extend(self.expr(right, unit, is_awaited));
                sources
            }
            ExprKind::Tuple(parts) | ExprKind::List(parts) | ExprKind::Dict(parts) => {
                self.collection(parts, unit)
            }
            ExprKind::Starred(value) => items(&self.expr(value, unit, false), None),
            ExprKind::Comprehension { body, clauses, .. } => {
                let names = comprehension_names(clauses);
                let unit = self.enter(Unit::of_names(names, unit));
                for clause in clauses {
                    match clause {
                        Clause::For { target, iter } => {
                            let sources = self.expr(iter, unit, false);
                            self.target(target, &items(&sources, None), unit);
                        }
                        Clause::If(test) => {
                            self.expr(test, unit, false);
                        }
                    }
                }
                self.collection(body, unit)
            }
            ExprKind::Lambda(function) => {
                let unit = self.enter(Unit::of_names(function.names_bound(), unit));
                visit::parts(expr, &mut |inner| {
                    self.expr(inner, unit, false);
                });
                Vec::new()
            }
            ExprKind::Yield {
                value: Some(value), ..
            } => {
                let sources = self.expr(value, unit, false);
                if let Some(name) = self.units[unit].function() {
                    self.keep(Key::of(Home::Given(name)).items(), &sources);
                }
                Vec::new()
            }
            _ => {
                visit::parts(expr, &mut |inner| {
                    self.expr(inner, unit, false);
                });
                Vec::new()
            }
        }
    }

    fn collection(&mut self, parts: &'a [Expr], unit: usize) -> Vec<Source<'a>> {
        let parts = parts.iter().flat_map(|part| self.expr(part, unit, false));
        parts.map(Source::held).collect()
    }

    fn kept(&self, expr: &'a Expr, unit: usize) -> Vec<Source<'a>> {
        let key = names::key(expr, (&self.units, unit), self.known.scope);
        let kept = key.map(|key| Source::of(Origin::Kept(key)));
        kept.into_iter().collect()
    }

    fn call(
        &mut self,
        range: Range,
        (func, args): (&'a Expr, &'a [Arg]),
        unit: usize,
        is_awaited: bool,
    ) -> Vec<Source<'a>> {
        let at = self.calls.len();
        self.calls.push(Call {
            range,
            func: func.range,
            named: Named::default(),
            seen: None,
            parts: Parts::default(),
            is_managed_at_once: false,
            is_used: true,
            is_awaited,
        });
        let on = match &func.kind {
            ExprKind::Attribute { value, attr } => {
                let on = self.expr(value, unit, false);
                if evidence::shows_release(attr) {
                    self.see(&on, &Seen::new(Way::Method, attr, func.range, is_awaited));
                }
                on
            }
            _ => {
                self.expr(func, unit, false);
                Vec::new()
            }
        };
        self.calls[at].named = naming::of(self, range, (func, &on), unit);
        let callee = naming::callee(self, func, unit);
        let waits = evidence::waits_for(callee.name);
        let mut given = Vec::with_capacity(args.len());
        for (number, arg) in args.iter().enumerate() {
            let sources = match &arg.value.kind {
                // What is registered is called later.
                ExprKind::Attribute { value, attr }
                    if evidence::shows_release(attr) && evidence::registers(callee.name) =>
                {
                    let sources = self.expr(value, unit, false);
                    let seen = Seen::new(Way::Method, attr, arg.value.range, false);
                    self.see(&sources, &seen);
                    Vec::new()
                }
                _ => self.expr(&arg.value, unit, is_awaited && waits),
            };
            if let (0, Some(seen)) = (number, callee.takes(self, func.range, is_awaited)) {
                self.see(&sources, &seen);
            }
            given.push(sources);
        }
        if evidence::stores(callee.name)
            && callee.is_method
            && let Some(sources) = given.last()
        {
            self.put(&on, sources);
        }
        let call = Source::of(Origin::Call(at, None));
        match callee.gives() {
            naming::Gives::Argument(number) => given.get(number).cloned().unwrap_or_default(),
            naming::Gives::ItemOfArgument => items(given.first().map_or(&[], Vec::as_slice), None),
            naming::Gives::Object => on,
            naming::Gives::ItemOfObject => items(&on, None),
            naming::Gives::Own(name) => {
                vec![call, Source::of(Origin::Kept(Key::of(Home::Given(name))))]
            }
            naming::Gives::Other => vec![call],
        }
    }

    /// What is put into a collection.
    fn put(&mut self, into: &[Source<'a>], sources: &[Source<'a>]) {
        for place in into.iter().filter_map(|it| it.item(None)) {
            if let Origin::Kept(key) = place.origin {
                self.keep(key, sources);
            }
        }
    }

    fn keep(&mut self, key: Key<'a>, sources: &[Source<'a>]) {
        sources.iter().for_each(|it| self.flow.keep(key, *it));
    }

    fn see(&mut self, sources: &[Source<'a>], seen: &Seen) {
        for source in sources {
            match source.origin {
                Origin::Call(call, part) => self.calls[call].see(part, seen),
                Origin::Kept(key) => {
                    self.flow.see(key, seen);
                }
            }
        }
    }
}

/// The number that an expression is.
fn number(expr: &Expr) -> Option<usize> {
    match &expr.kind {
        ExprKind::Constant(Constant::Number(digits)) => digits.parse().ok(),
        _ => None,
    }
}
