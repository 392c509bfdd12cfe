//! Names that a file uses and binds nowhere, as where a part of a program was pasted without its imports:
//! what they are taken for.
//!
//! A name of a module is taken for the module if something is used of it that is known to be there, a few
//! names of classes and functions for what only they are called; what `import *` may have bound comes from
//! there, if it is known to be there. A name that a scope around its use binds, in whatever way, is none of
//! these.

use crate::resources::Catalogue;
use crate::syntax::ast::{Expr, ExprKind, Module, Stmt, StmtKind};
use crate::syntax::names::{bound_names, comprehension_names, own_statements};
use crate::syntax::visit;
use crate::typestate::evidence;
use rustc_hash::{FxHashMap, FxHashSet};

/// A name, and what it is taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumed {
    /// The name.
    pub name: String,
    /// The dotted name of what it is taken for.
    pub path: String,
    /// Whether the name alone says so; otherwise an `import *` does, or what a project says of itself.
    pub is_by_name: bool,
}

/// What is taken for what in a file, in the order of the alphabet. `bound` are names that functions bind
/// in the module.
pub(super) fn of(
    module: &Module,
    bound: &[&str],
    stars: &[String],
    catalogue: &Catalogue,
) -> Vec<Assumed> {
    let knows = |path: &str| catalogue.knows(path) || evidence::knows(path);
    let star = |name: &str| {
        let paths = stars.iter().rev().map(|star| format!("{star}.{name}"));
        paths.into_iter().find(|path| knows(path))
    };
    let is_own =
        |name: &str| catalogue.acquired_by(name).is_some() || catalogue.is_release_call(name);
    let is_module = |name: &str| {
        let path = evidence::in_full(name);
        catalogue.knows(path) || evidence::knows(path) || evidence::says_standard(path)
    };
    let mut own = bound_names(&module.body);
    own.extend(bound);
    let mut used = FxHashSet::default();
    used_names(&module.body, &mut used);
    used.retain(|name| {
        !own.contains(name)
            && (is_module(name)
                || is_own(name)
                || evidence::unmistakable(name).is_some()
                || star(name).is_some())
    });
    if used.is_empty() {
        return Vec::new();
    }
    let mut reader = Reader {
        wanted: &used,
        bound: Vec::new(),
        uses: FxHashMap::default(),
    };
    reader.body(&module.body, own, Body::OfFunction);
    let taken = |(name, uses): (&str, Uses<'_>)| {
        let is_there = |attr: &&str| {
            let path = evidence::in_full(name);
            knows(&format!("{path}.{attr}")) || evidence::says_standard(path)
        };
        let (path, is_by_name) = match () {
            () if let Some(path) = star(name) => (path, false),
            () if is_own(name) => (name.to_owned(), false),
            () if is_module(name) && uses.attributes.iter().any(is_there) => {
                (evidence::in_full(name).to_owned(), true)
            }
            // What an unknown module gives may be called like what one knows.
            () if uses.is_bare && stars.iter().all(|star| knows(star)) => {
                (evidence::unmistakable(name)?.to_owned(), true)
            }
            () => return None,
        };
        Some(Assumed {
            name: name.to_owned(),
            path,
            is_by_name,
        })
    };
    let mut all: Vec<Assumed> = reader.uses.into_iter().filter_map(taken).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// How a name is used.
#[derive(Debug, Default)]
struct Uses<'a> {
    attributes: FxHashSet<&'a str>,
    is_bare: bool,
}

/// Whose body is read: what a class binds, its methods do not see.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    OfFunction,
    OfClass,
}

/// Reads how names are used where nothing around binds them.
struct Reader<'a, 'w> {
    wanted: &'w FxHashSet<&'a str>,
    bound: Vec<FxHashSet<&'a str>>,
    uses: FxHashMap<&'a str, Uses<'a>>,
}

impl<'a> Reader<'a, '_> {
    fn body(&mut self, body: &'a [Stmt], bound: FxHashSet<&'a str>, whose: Body) {
        let mut inner = Vec::new();
        self.bound.push(bound);
        own_statements(body, &mut |stmt| {
            for expr in visit::expressions(stmt)
                .into_iter()
                .chain(annotations(stmt))
            {
                self.expr(expr);
            }
            if matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
                inner.push(stmt);
            }
        });
        if whose == Body::OfClass {
            self.bound.pop();
        }
        for stmt in inner {
            match &stmt.kind {
                StmtKind::Function(function) => {
                    self.body(&function.body, function.names_bound(), Body::OfFunction);
                }
                StmtKind::Class(class) => {
                    let params = class.type_params.iter().map(String::as_str);
                    self.bound.push(params.collect());
                    self.body(&class.body, bound_names(&class.body), Body::OfClass);
                    self.bound.pop();
                }
                _ => {}
            }
        }
        if whose == Body::OfFunction {
            self.bound.pop();
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Name(name) => self.note(name, |uses| uses.is_bare = true),
            ExprKind::Attribute { value, attr } if let ExprKind::Name(name) = &value.kind => {
                self.note(name, |uses| {
                    uses.attributes.insert(attr);
                });
            }
            ExprKind::Lambda(function) => {
                self.bound.push(function.names_bound());
                visit::parts(expr, &mut |inner| self.expr(inner));
                self.bound.pop();
            }
            ExprKind::Comprehension { clauses, .. } => {
                self.bound.push(comprehension_names(clauses));
                visit::parts(expr, &mut |inner| self.expr(inner));
                self.bound.pop();
            }
            _ => visit::parts(expr, &mut |inner| self.expr(inner)),
        }
    }

    fn note(&mut self, name: &'a str, note: impl FnOnce(&mut Uses<'a>)) {
        if self.wanted.contains(name) && !self.bound.iter().any(|names| names.contains(name)) {
            note(self.uses.entry(name).or_default());
        }
    }
}

/// The annotations in a statement.
fn annotations(stmt: &Stmt) -> Vec<&Expr> {
    match &stmt.kind {
        StmtKind::AnnAssign { annotation, .. } => vec![annotation],
        StmtKind::Function(function) => {
            let params = function.params.iter();
            params
                .filter_map(|param| param.annotation.as_ref())
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The names in a body, whatever binds them.
fn used_names<'a>(body: &'a [Stmt], used: &mut FxHashSet<&'a str>) {
    visit::statements(body, &mut |stmt| {
        for expr in visit::expressions(stmt)
            .into_iter()
            .chain(annotations(stmt))
        {
            visit::subexpressions(expr, &mut |expr| {
                if let ExprKind::Name(name) = &expr.kind {
                    used.insert(name);
                }
            });
        }
    });
}
