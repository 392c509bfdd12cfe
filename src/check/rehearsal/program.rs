//! The functions and classes of a file, with their graphs.

use crate::cfg::{self, Cfg};
use crate::report::{Acquisition, FileReport};
use crate::syntax::ast::{Class, Expr, ExprKind, Function, Module, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::{LineIndex, Range};
use std::collections::{HashMap, HashSet};

/// A file, ready to be walked through.
pub(super) struct Program<'a> {
    pub(super) scopes: Vec<Scope<'a>>,
    pub(super) classes: Vec<&'a Class>,
    /// The `raise … from None` statements, by where they begin.
    pub(super) silent: HashSet<u32>,
    /// Generator expressions, and `yield from`.
    pub(super) lazy: HashSet<(u32, u32)>,
    /// `del base[…]`, by the subscript.
    pub(super) deleted: HashSet<(u32, u32)>,
    /// Dictionaries that are written, with which of their parts are `**` of another.
    pub(super) dicts: HashMap<(u32, u32), Vec<Part>>,
    /// Keys and values of comprehensions that make dictionaries.
    pub(super) halves: HashMap<(u32, u32), Part>,
    /// Whether names or attributes may have values that nothing written gives them.
    pub(super) is_hidden: bool,
    pub(super) lines: LineIndex,
    report: &'a FileReport,
    text: &'a str,
}

/// Builtins that give names and attributes values, or ask whether they have one.
const HIDING: [&str; 7] = [
    "delattr", "exec", "globals", "hasattr", "locals", "setattr", "vars",
];

/// What stands in a dictionary that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Key,
    Value,
    /// `**other`
    Spread,
}

/// A function, or the file itself.
pub(super) struct Scope<'a> {
    pub(super) cfg: Cfg,
    pub(super) function: Option<&'a Function>,
}

impl<'a> Program<'a> {
    pub(super) fn new(text: &'a str, module: &'a Module, report: &'a FileReport) -> Self {
        let lines = LineIndex::new(text);
        let mut it = Self {
            scopes: vec![Scope {
                cfg: cfg::module(module),
                function: None,
            }],
            classes: Vec::new(),
            silent: HashSet::new(),
            lazy: HashSet::new(),
            deleted: HashSet::new(),
            dicts: HashMap::new(),
            halves: HashMap::new(),
            is_hidden: false,
            lines,
            report,
            text,
        };
        it.collect(&module.body);
        it
    }

    fn collect(&mut self, body: &'a [Stmt]) {
        let mut lambdas = Vec::new();
        visit::statements(body, &mut |stmt| {
            match &stmt.kind {
                StmtKind::Function(function) => self.add(function),
                StmtKind::Class(class) => self.classes.push(class),
                StmtKind::Raise {
                    cause: Some(cause), ..
                } if is_none(cause) => {
                    self.silent.insert(stmt.range.start);
                }
                StmtKind::ImportFrom { names, .. } => {
                    self.is_hidden |= names.iter().any(|alias| alias.name == "*");
                }
                StmtKind::Delete(targets) => {
                    let ranges = targets.iter().map(|target| span(target.range));
                    self.deleted.extend(ranges);
                }
                _ => {}
            }
            for expr in visit::expressions(stmt) {
                visit::subexpressions(expr, &mut |expr| match &expr.kind {
                    ExprKind::Lambda(function) => lambdas.push(&**function),
                    ExprKind::Name(name) if HIDING.contains(&name.as_str()) => {
                        self.is_hidden = true;
                    }
                    ExprKind::Attribute { attr, .. } if attr == "__dict__" => {
                        self.is_hidden = true;
                    }
                    ExprKind::Comprehension { lazy: true, .. }
                    | ExprKind::Yield { from: true, .. } => {
                        self.lazy.insert(span(expr.range));
                    }
                    ExprKind::Comprehension { body, .. } => {
                        if let [key, value] = body.as_slice() {
                            self.dicts.insert(span(expr.range), Vec::new());
                            self.halves.insert(span(key.range), Part::Key);
                            self.halves.insert(span(value.range), Part::Value);
                        }
                    }
                    ExprKind::Dict(parts) => {
                        self.dicts.insert(span(expr.range), halves(parts));
                    }
                    _ => {}
                });
            }
        });
        for lambda in lambdas {
            self.add(lambda);
        }
    }

    fn add(&mut self, function: &'a Function) {
        self.scopes.push(Scope {
            cfg: cfg::function(function),
            function: Some(function),
        });
    }

    /// The function of a name whose definition stands there.
    pub(super) fn function_at(&self, name: &str, range: Range) -> Option<usize> {
        (self.scopes.iter().enumerate())
            .filter_map(|(at, scope)| Some((at, scope.function?)))
            .filter(|(_, function)| function.name == name && range.covers(function.range))
            .min_by_key(|(_, function)| {
                (function.range.start, std::cmp::Reverse(function.range.end))
            })
            .map(|(at, _)| at)
    }

    pub(super) fn class_at(&self, name: &str, range: Range) -> Option<usize> {
        let is_it = |class: &&Class| class.name == name && range.covers(class.range);
        self.classes.iter().position(is_it)
    }

    /// The method of a class, its bases included.
    pub(super) fn method(&self, class: usize, name: &str, depth: usize) -> Option<usize> {
        let class = *self.classes.get(class)?;
        let own = class.body.iter().rev().find_map(|stmt| match &stmt.kind {
            StmtKind::Function(function) if function.name == name => Some(&**function),
            _ => None,
        });
        if let Some(function) = own {
            let same = |scope: &Scope<'_>| {
                scope
                    .function
                    .is_some_and(|each| std::ptr::eq(each, function))
            };
            return self.scopes.iter().position(same);
        }
        let bases = class.bases.iter().filter(|_| depth > 0);
        bases
            .filter_map(|base| {
                self.classes
                    .iter()
                    .position(|each| is_name(base, &each.name))
            })
            .find_map(|base| self.method(base, name, depth - 1))
    }

    /// Whether the objects of a class have nothing but what is written in it.
    pub(super) fn is_all_there(&self, class: usize) -> bool {
        let Some(written) = self.classes.get(class) else {
            return false;
        };
        let asks = |name| self.method(class, name, 0).is_some();
        let is_plain = |stmt: &Stmt| {
            matches!(
                stmt.kind,
                StmtKind::Function(_)
                    | StmtKind::Assign { .. }
                    | StmtKind::AnnAssign { .. }
                    | StmtKind::Expr(_)
                    | StmtKind::Pass
            )
        };
        written.decorators.is_empty()
            && written.bases.iter().all(|base| is_name(base, "object"))
            && written.body.iter().all(is_plain)
            && !asks("__getattr__")
            && !asks("__getattribute__")
    }

    /// Whether a class says nothing of how its objects are made, and is made of no other.
    pub(super) fn is_bare(&self, class: usize) -> bool {
        let made = |name| self.method(class, name, 0).is_some();
        let written = self.classes.get(class);
        written.is_some_and(|it| it.decorators.is_empty() && it.bases.is_empty())
            && !made("__init__")
            && !made("__new__")
    }

    /// What a class sets in its body.
    pub(super) fn attribute(&self, class: usize, name: &str) -> Option<&'a Expr> {
        let body = &self.classes.get(class)?.body;
        body.iter().rev().find_map(|stmt| match &stmt.kind {
            StmtKind::Assign { targets, value } if targets.iter().any(|to| is_name(to, name)) => {
                Some(value)
            }
            StmtKind::AnnAssign {
                target,
                value: Some(value),
                ..
            } if is_name(target, name) => Some(value),
            _ => None,
        })
    }

    /// The fields of a class that are declared in its body.
    pub(super) fn fields(&self, class: usize) -> Vec<String> {
        let body = self
            .classes
            .get(class)
            .map(|it| it.body.as_slice())
            .unwrap_or_default();
        let field = |stmt: &Stmt| match &stmt.kind {
            StmtKind::AnnAssign {
                target:
                    Expr {
                        kind: ExprKind::Name(name),
                        ..
                    },
                ..
            } => Some(name.clone()),
            _ => None,
        };
        body.iter().filter_map(field).collect()
    }

    /// What is acquired by a call.
    pub(super) fn acquired(&self, range: Range) -> Option<&'a Acquisition> {
        let (from, to) = (
            self.lines.position(self.text, range.start),
            self.lines.position(self.text, range.end),
        );
        self.report.acquisitions.iter().find(|row| {
            (row.line, row.column, row.end_line, row.end_column)
                == (from.line, from.column, to.line, to.column)
        })
    }

    pub(super) fn code(&self, range: Range) -> &str {
        let (start, end) = (range.start as usize, range.end as usize);
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn line(&self, range: Range) -> u32 {
        self.lines.line(range.start)
    }
}

pub(super) fn span(range: Range) -> (u32, u32) {
    (range.start, range.end)
}

/// What the parts of a dictionary are, in their order.
fn halves(parts: &[Expr]) -> Vec<Part> {
    let mut halves = Vec::new();
    for part in parts {
        halves.push(match (&part.kind, halves.last()) {
            (ExprKind::Starred(_), _) => Part::Spread,
            (_, Some(Part::Key)) => Part::Value,
            _ => Part::Key,
        });
    }
    halves
}

pub(super) fn is_name(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(own) if own == name)
}

fn is_none(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Constant(crate::syntax::ast::Constant::None)
    )
}

/// The last name of a decorator: `contextmanager` in `@contextlib.contextmanager`.
pub(super) fn decorator_name(expr: &Expr) -> &str {
    match &expr.kind {
        ExprKind::Name(name) => name,
        ExprKind::Attribute { attr, .. } => attr,
        ExprKind::Call { func, .. } => decorator_name(func),
        _ => "",
    }
}
