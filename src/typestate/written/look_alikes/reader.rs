//! The calls of a file, with what is seen of what they give.

use super::names::{self, Key, Local, Unit};
use super::seen::{Seen, Way};
use crate::syntax::ast::{Expr, ExprKind, Module, Stmt, StmtKind};
use crate::syntax::names::own_statements;
use crate::syntax::visit;
use crate::text::Range;
use crate::typestate::evidence;
use crate::typestate::written::scope::{Meaning, ModuleScope};
use rustc_hash::{FxHashMap, FxHashSet};

/// A call.
#[derive(Debug)]
pub(super) struct Call {
    /// The whole of it.
    pub range: Range,
    /// What is called.
    pub func: Range,
    /// The dotted names that it may be known by, the best first; none if it is settled what it is.
    pub names: Vec<String>,
    /// What shows that its result has to be released.
    pub seen: Option<Seen>,
    /// Whether it is the manager of a `with` itself.
    pub is_managed_at_once: bool,
    /// Whether something is done with its result.
    pub is_used: bool,
    /// Whether its result is awaited.
    pub is_awaited: bool,
}

/// All of a file, in source order.
pub(super) fn calls(
    module: &Module,
    scope: &ModuleScope,
    is_known: &dyn Fn(Range) -> bool,
) -> Vec<Call> {
    let mut defined = FxHashSet::default();
    visit::statements(&module.body, &mut |stmt| {
        if let StmtKind::Function(function) = &stmt.kind {
            defined.insert(function.name.as_str());
        }
    });
    let mut reader = Reader {
        scope,
        is_known,
        defined,
        units: vec![Unit::default()],
        calls: Vec::new(),
        made: FxHashMap::default(),
        seen: FxHashMap::default(),
    };
    reader.body(&module.body, 0);
    for (key, made) in &reader.made {
        for at in made {
            if let (call, Some(seen)) = (&mut reader.calls[*at], reader.seen.get(key)) {
                call.seen.get_or_insert_with(|| seen.clone());
            }
        }
    }
    let mut calls = reader.calls;
    calls.sort_by_key(|call| call.range.start);
    calls
}

struct Reader<'a, 'w> {
    scope: &'w ModuleScope,
    is_known: &'w dyn Fn(Range) -> bool,
    /// The functions and methods of the file.
    defined: FxHashSet<&'a str>,
    units: Vec<Unit<'a>>,
    calls: Vec<Call>,
    /// Which calls have made what is kept somewhere.
    made: FxHashMap<Key<'a>, Vec<usize>>,
    /// What shows that what is kept somewhere has to be released.
    seen: FxHashMap<Key<'a>, Seen>,
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
        for stmt in inner {
            match &stmt.kind {
                StmtKind::Function(function) => {
                    let inner = Unit::of(function, (&self.units, unit), self.scope);
                    self.units.push(inner);
                    self.body(&function.body, self.units.len() - 1);
                }
                StmtKind::Class(class) => self.body(&class.body, unit),
                _ => {}
            }
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt, unit: usize) {
        match &stmt.kind {
            StmtKind::Expr(value) => {
                if let Some(at) = self.expr(value, unit, false) {
                    self.calls[at].is_used = false;
                }
            }
            StmtKind::Assign { targets, value } => {
                let made = self.expr(value, unit, false);
                targets
                    .iter()
                    .for_each(|target| self.target(target, made, unit));
            }
            StmtKind::AnnAssign {
                target,
                value: Some(value),
                ..
            } => {
                let made = self.expr(value, unit, false);
                self.target(target, made, unit);
            }
            StmtKind::With {
                items, is_async, ..
            } => {
                let way = match is_async {
                    true => Way::AsyncManaged,
                    false => Way::Managed,
                };
                for item in items {
                    let seen = Seen {
                        way,
                        by: String::new(),
                        at: item.context.range,
                        is_awaited: false,
                    };
                    match self.expr(&item.context, unit, false) {
                        Some(at) => {
                            let call = &mut self.calls[at];
                            call.is_managed_at_once = true;
                            call.seen.get_or_insert(seen);
                        }
                        None => self.see(&item.context, unit, seen),
                    }
                }
            }
            _ => {
                for expr in visit::expressions(stmt) {
                    self.expr(expr, unit, false);
                }
            }
        }
    }

    fn target(&mut self, target: &'a Expr, made: Option<usize>, unit: usize) {
        let key = names::key(target, (&self.units, unit), self.scope);
        match (key, made) {
            (Some(key), Some(at)) => self.made.entry(key).or_default().push(at),
            _ => {
                self.expr(target, unit, false);
            }
        }
    }

    /// Reads an expression; gives the call whose result it is.
    fn expr(&mut self, expr: &'a Expr, unit: usize, is_awaited: bool) -> Option<usize> {
        match &expr.kind {
            ExprKind::Await(value) => self.expr(value, unit, true),
            ExprKind::Call { func, args } => {
                let at = self.calls.len();
                self.calls.push(Call {
                    range: expr.range,
                    func: func.range,
                    names: Vec::new(),
                    seen: None,
                    is_managed_at_once: false,
                    is_used: true,
                    is_awaited,
                });
                self.expr(func, unit, is_awaited);
                self.calls[at].names = match (self.is_known)(expr.range) {
                    true => Vec::new(),
                    false => self.names(func, unit),
                };
                for (number, arg) in args.iter().enumerate() {
                    let made = self.expr(&arg.value, unit, false);
                    if let (0, Some(seen)) = (number, self.takes(func, unit, is_awaited)) {
                        match made {
                            Some(at) => {
                                self.calls[at].seen.get_or_insert(seen);
                            }
                            None => self.see(&arg.value, unit, seen),
                        }
                    }
                }
                Some(at)
            }
            ExprKind::Attribute { value, attr } => {
                self.expr(value, unit, false);
                if evidence::shows_release(attr) {
                    let seen = Seen {
                        way: Way::Method,
                        by: attr.clone(),
                        at: expr.range,
                        is_awaited,
                    };
                    self.see(value, unit, seen);
                }
                None
            }
            ExprKind::Named { target, value } => {
                let made = self.expr(value, unit, false);
                self.target(target, made, unit);
                made
            }
            _ => {
                visit::parts(expr, &mut |inner| {
                    self.expr(inner, unit, false);
                });
                None
            }
        }
    }

    /// What a call shows of its first argument.
    fn takes(&self, func: &'a Expr, unit: usize, is_awaited: bool) -> Option<Seen> {
        let (name, is_method) = match &func.kind {
            ExprKind::Name(name) => (name, false),
            ExprKind::Attribute { attr, .. } => (attr, true),
            _ => return None,
        };
        let path = names::path_of(func, (&self.units, unit), self.scope);
        let (way, by) = match name.as_str() {
            "closing" => (Way::Method, "close".to_owned()),
            "aclosing" => (Way::Method, "aclose".to_owned()),
            "enter_context" => (Way::Managed, String::new()),
            "enter_async_context" => (Way::AsyncManaged, String::new()),
            name if !evidence::takes_back(name) => return None,
            // What it does is not read here; what is closed by it has a method for that.
            name if self.defined.contains(name) => (Way::Method, "close".to_owned()),
            name => match path {
                Some(path) if !is_method || path.contains('.') => (Way::Function, path),
                _ => (Way::Owner, name.to_owned()),
            },
        };
        Some(Seen {
            way,
            by,
            at: func.range,
            is_awaited: is_awaited || name == "aclosing",
        })
    }

    fn see(&mut self, expr: &'a Expr, unit: usize, seen: Seen) {
        if let Some(key) = names::key(expr, (&self.units, unit), self.scope) {
            let known = self.seen.get(&key).map_or(0, Seen::weight);
            if seen.weight() > known {
                self.seen.insert(key, seen);
            }
        }
    }

    /// The names that what is called may be known by.
    fn names(&self, func: &'a Expr, unit: usize) -> Vec<String> {
        let place = (&self.units[..], unit);
        if let Some(path) = names::path_of(func, place, self.scope) {
            return vec![path];
        }
        let ExprKind::Attribute { value, attr } = &func.kind else {
            return Vec::new();
        };
        if self.defined.contains(attr.as_str()) {
            return Vec::new();
        }
        let class = match &value.kind {
            ExprKind::Name(name) if matches!(name.as_str(), "self" | "cls") => return Vec::new(),
            ExprKind::Name(name) => match names::local(place.0, unit, name) {
                Some((_, Local::Annotated(class))) => Some(class.clone()),
                Some(_) => None,
                None => match self.scope.meaning(name) {
                    Meaning::Object(class) => Some(class),
                    Meaning::Definition => return Vec::new(),
                    _ => None,
                },
            },
            ExprKind::Attribute { .. } | ExprKind::Subscript { .. } | ExprKind::Await(_) => None,
            ExprKind::Call { func, .. } => {
                let inner = names::path_of(func, place, self.scope);
                if inner.as_deref() == Some("super") {
                    return Vec::new();
                }
                inner
            }
            _ => return Vec::new(),
        };
        let made = names::key(value, place, self.scope).and_then(|key| self.made.get(&key));
        let made = made.into_iter().flatten().map(|at| &self.calls[*at]);
        let made: Vec<&Call> = made.collect();
        // What a known resource gives is known not to be one.
        if made.iter().any(|call| (self.is_known)(call.range)) {
            return Vec::new();
        }
        let class = class.or_else(|| {
            let name = made.last()?.names.first()?;
            (!name.starts_with('.')).then(|| name.clone())
        });
        let class = class.map(|it| it.strip_prefix("builtins.").unwrap_or(&it).to_owned());
        if class.as_deref().is_some_and(evidence::is_standard) {
            return Vec::new();
        }
        let of_class = class.map(|class| format!("{class}.{attr}"));
        let of_anything = (!evidence::is_everyday(attr)).then(|| format!(".{attr}"));
        of_class.into_iter().chain(of_anything).collect()
    }
}
