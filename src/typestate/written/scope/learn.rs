//! What the names of a module mean, read from everything in the file that binds them.

use super::{Meaning, ModuleScope};
use crate::resources::Catalogue;
use crate::syntax::ast::{Class, Constant, Expr, ExprKind, Function, Module, Stmt, StmtKind};
use crate::syntax::names::{declared_global, imported, names_bound_by, own_statements};
use crate::syntax::visit;
use crate::typestate::evidence::{self, paths};
use crate::typestate::written::assumed;
use crate::typestate::written::fields::Fields;
use crate::typestate::written::imports::{Import, package_of};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// Which of several imports counts, and what is known of them.
type Counts<'c> = (Import, &'c Catalogue);

impl ModuleScope {
    /// Reads the top level of a module, and what its functions declare to be the module's, without
    /// following control flow: the last meaning wins, and a name that is assigned more than once is a
    /// variable.
    ///
    /// `path` is the file's, with `/` between folders: what it imports from next to it is found by the
    /// names of the folders. What is bound nowhere is taken for what the `catalogue` and the rest of what is
    /// known have of that name.
    pub fn of(module: &Module, path: &str, catalogue: &Catalogue) -> Self {
        let mut scope = Self {
            package: package_of(path),
            ..Self::default()
        };
        let mut stars: Vec<String> = Vec::new();
        visit::statements(&module.body, &mut |stmt| match &stmt.kind {
            StmtKind::Class(class) => scope.learn_class(class),
            StmtKind::Function(function) => scope.learn_endless(function),
            StmtKind::ImportFrom { module, names } if names.iter().any(|it| it.name == "*") => {
                stars.push(module.clone());
            }
            _ => {}
        });
        let mut bound_anew: Vec<&str> = Vec::new();
        bodies_inside(&module.body, &mut |body, _| {
            bound_anew.extend(declared_global(body));
        });
        scope.assumed = assumed::of(module, &bound_anew, &stars, catalogue);
        let assumed = scope.assumed.iter();
        scope.names = assumed
            .map(|it| (it.name.clone(), Meaning::Path(it.path.clone())))
            .collect();
        scope.learn(&module.body, (Import::First, catalogue));
        bodies_inside(&module.body, &mut |body, _| {
            scope.learn_globals(body, catalogue);
        });
        scope.learn_replaced(module, catalogue);
        scope.learn_attributes(module);
        scope.fields = Fields::of(module);
        scope
    }

    fn learn(&mut self, body: &[Stmt], (import, catalogue): Counts<'_>) {
        for stmt in body {
            self.learn_from(stmt, (import, catalogue), &|_| true);
            match &stmt.kind {
                StmtKind::Function(_) | StmtKind::Class(_) => {}
                StmtKind::Try {
                    body,
                    handlers,
                    orelse,
                    finalbody,
                } => {
                    self.learn(body, (import, catalogue));
                    for handler in handlers {
                        self.learn(&handler.body, (Import::Instead, catalogue));
                    }
                    self.learn(orelse, (import, catalogue));
                    self.learn(finalbody, (import, catalogue));
                }
                // An import under `if TYPE_CHECKING` counts as well.
                _ => {
                    for inner in visit::bodies(stmt) {
                        self.learn(inner, (import.in_a_branch(), catalogue));
                    }
                }
            }
        }
    }

    /// What a function binds that it declares to be the module's. When it is called is not known.
    fn learn_globals(&mut self, body: &[Stmt], catalogue: &Catalogue) {
        let declared = declared_global(body);
        if declared.is_empty() {
            return;
        }
        let how = (Import::First.in_a_branch(), catalogue);
        own_statements(body, &mut |stmt| {
            for name in names_bound_by(stmt) {
                if declared.contains(name) && !self.names.contains_key(name) {
                    self.bind(name, Meaning::Variable);
                }
            }
            self.learn_from(stmt, how, &|name| declared.contains(name));
        });
    }

    /// What a statement binds of the names that are `wanted`.
    fn learn_from(&mut self, stmt: &Stmt, how: Counts<'_>, wanted: &dyn Fn(&str) -> bool) {
        let mut others = names_bound_by(stmt);
        others.retain(|name| wanted(name));
        for (name, path) in imported(stmt) {
            if others.remove(name) {
                self.import(name, self.absolute(&path), how);
            }
        }
        match &stmt.kind {
            StmtKind::Function(function) if others.remove(function.name.as_str()) => {
                self.bind(&function.name, Meaning::Definition);
            }
            StmtKind::Class(class) if others.remove(class.name.as_str()) => {
                self.bind(&class.name, Meaning::Definition);
            }
            StmtKind::Assign { targets, value } => {
                for target in targets {
                    if let ExprKind::Name(name) = &target.kind
                        && others.remove(name.as_str())
                        // `x = None` stands in for an import that failed.
                        && !(is_none(value) && self.is_path_name(name))
                    {
                        let meaning = match own_constant(name, value) {
                            Some(constant) => Meaning::Constant(constant),
                            None => self.value_meaning(value),
                        };
                        self.bind_variable(name, meaning);
                    }
                }
            }
            StmtKind::AnnAssign { target, value, .. } => {
                if let ExprKind::Name(name) = &target.kind
                    && others.remove(name.as_str())
                    && let Some(value) = value
                {
                    let meaning = self.value_meaning(value);
                    self.bind_variable(name, meaning);
                }
            }
            _ => {}
        }
        for name in others {
            self.bind_variable(name, Meaning::Variable);
        }
    }

    fn import(&mut self, name: &str, path: String, (import, catalogue): Counts<'_>) {
        let is_better = match self.names.get(name) {
            Some(Meaning::Path(known)) => import.replaces(known, &path, catalogue),
            // Which of the two there is, is not known.
            Some(Meaning::Definition) => import == Import::First,
            _ => true,
        };
        if is_better {
            self.bind(name, Meaning::Path(path));
        }
    }

    fn bind(&mut self, name: &str, meaning: Meaning) {
        self.names.insert(name.to_owned(), meaning);
    }

    fn bind_variable(&mut self, name: &str, meaning: Meaning) {
        let meaning = match (self.names.get(name), meaning) {
            // Two ways to get the same thing: the first is as good as any.
            (Some(Meaning::Path(known)), Meaning::Path(_)) => Meaning::Path(known.clone()),
            (Some(known), meaning) if *known == meaning => meaning,
            (Some(_), _) => Meaning::Variable,
            (None, meaning) => meaning,
        };
        self.bind(name, meaning);
    }

    /// What the file puts something else in place of: `os.open = mine`. Approximation: what functions do
    /// so more than once is put back.
    fn learn_replaced(&mut self, module: &Module, catalogue: &Catalogue) {
        let matters = |path: &str| {
            let is_known = catalogue.acquired_by(path).is_some() || catalogue.is_release_call(path);
            is_known || !evidence::is_standard(path)
        };
        let replaced = |body: &[Stmt], function: Option<&Function>| {
            let mut paths: Vec<String> = Vec::new();
            let own = OnceCell::new();
            let path_of = |object| match function {
                Some(it) => self.path_in(own.get_or_init(|| Own::of(it)), object),
                None => self.path_of(object),
            };
            own_statements(body, &mut |stmt| {
                for (object, attr) in replacements(stmt) {
                    let object = path_of(object);
                    // What nothing binds is no module.
                    let object = object.filter(|it| !it.starts_with("builtins."));
                    let path = object.map(|object| format!("{object}.{attr}"));
                    paths.extend(path.filter(|path| matters(path)));
                }
            });
            paths
        };
        let mut all: FxHashSet<String> = replaced(&module.body, None).into_iter().collect();
        let mut times: FxHashMap<String, usize> = FxHashMap::default();
        bodies_inside(&module.body, &mut |body, function| {
            for path in replaced(body, function) {
                *times.entry(path).or_default() += 1;
            }
        });
        let once = times.into_iter().filter(|(_, times)| *times == 1);
        all.extend(once.map(|(path, _)| path));
        self.replaced = all;
    }

    /// The dotted name that an expression of a function stands for.
    fn path_in(&self, own: &Own<'_>, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Name(name) => match own.imported.get(name.as_str()) {
                Some(path) => Some(self.absolute(path)),
                None if own.bound.contains(name.as_str()) => None,
                None => self.resolve(name),
            },
            ExprKind::Attribute { value, attr } => {
                Some(format!("{}.{attr}", self.path_in(own, value)?))
            }
            _ => self.path_of(expr),
        }
    }

    fn is_path_name(&self, name: &str) -> bool {
        matches!(self.names.get(name), Some(Meaning::Path(_)))
    }

    fn value_meaning(&self, value: &Expr) -> Meaning {
        if self.is_path(value) {
            return Meaning::Object(paths::PATH.to_owned());
        }
        match &value.kind {
            ExprKind::Call { func, .. } => self
                .path_of(func)
                .map_or(Meaning::Variable, Meaning::Object),
            ExprKind::Name(_) | ExprKind::Attribute { .. } => {
                self.path_of(value).map_or(Meaning::Variable, Meaning::Path)
            }
            _ => Meaning::Variable,
        }
    }

    /// Whether an expression of the top level gives a `pathlib.Path`.
    fn is_path(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => {
                self.names.get(name) == Some(&Meaning::Object(paths::PATH.to_owned()))
            }
            ExprKind::Operation { op: "/", parts } => parts.iter().any(|part| self.is_path(part)),
            ExprKind::Attribute { value, attr } => {
                attr == "parent" && paths::is_path_member(paths::PATH, attr) && self.is_path(value)
            }
            ExprKind::Call { func, .. } => match (&func.kind, self.path_of(func)) {
                (_, Some(path)) if path == paths::PATH || paths::makes_path(&path) => true,
                (ExprKind::Attribute { value, attr }, _) => {
                    paths::is_path_member(paths::PATH, attr) && self.is_path(value)
                }
                _ => false,
            },
            _ => false,
        }
    }

    pub(super) fn path_of(&self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Name(name) => self.resolve(name),
            ExprKind::Attribute { value, attr } => Some(format!("{}.{attr}", self.path_of(value)?)),
            _ => None,
        }
    }

    fn learn_class(&mut self, class: &Class) {
        let name = |base: &Expr| match &base.kind {
            ExprKind::Name(name) => Some(name.clone()),
            ExprKind::Attribute { attr, .. } => Some(attr.clone()),
            _ => None,
        };
        let bases = class.bases.iter().filter_map(name).collect();
        for stmt in &class.body {
            if let StmtKind::Function(method) = &stmt.kind
                && runs_for_ever(method)
            {
                self.endless
                    .insert(format!("{}.{}", class.name, method.name));
            }
        }
        self.bases.insert(class.name.clone(), bases);
    }

    fn learn_endless(&mut self, function: &Function) {
        if runs_for_ever(function) {
            self.endless.insert(function.name.clone());
        }
    }
}

/// What a function binds itself.
struct Own<'a> {
    /// What it imports, by the name that has it last.
    imported: FxHashMap<&'a str, String>,
    bound: FxHashSet<&'a str>,
}

impl<'a> Own<'a> {
    fn of(function: &'a Function) -> Self {
        let mut all = FxHashMap::default();
        own_statements(&function.body, &mut |stmt| all.extend(imported(stmt)));
        Self {
            imported: all,
            bound: function.names_bound(),
        }
    }
}

/// Calls `each` on the bodies of all functions and classes of a file, with the function.
fn bodies_inside<'a>(body: &'a [Stmt], each: &mut dyn FnMut(&'a [Stmt], Option<&'a Function>)) {
    visit::statements(body, &mut |stmt| match &stmt.kind {
        StmtKind::Function(function) => each(&function.body, Some(function)),
        StmtKind::Class(class) => each(&class.body, None),
        _ => {}
    });
}

/// The attributes that a statement gives something else, with their objects.
fn replacements(stmt: &Stmt) -> Vec<(&Expr, &str)> {
    match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets
            .iter()
            .filter_map(|target| match &target.kind {
                ExprKind::Attribute { value, attr } => Some((&**value, attr.as_str())),
                _ => None,
            })
            .collect(),
        StmtKind::Expr(expr) => match &expr.kind {
            ExprKind::Call { func, args } if matches!(&func.kind, ExprKind::Name(name) if name == "setattr") => {
                match args.as_slice() {
                    [object, attr, _]
                        if let ExprKind::Constant(Constant::Str(attr)) = &attr.value.kind =>
                    {
                        vec![(&object.value, attr)]
                    }
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The truth value that a name of the module's own stands for: `_IS_SYNC = False`.
fn own_constant(name: &str, value: &Expr) -> Option<Constant> {
    match &value.kind {
        ExprKind::Constant(constant @ Constant::Bool(_)) if name.starts_with('_') => {
            Some(constant.clone())
        }
        _ => None,
    }
}

fn is_none(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Constant(Constant::None))
}

/// Whether a function has a `while True` that nothing leaves.
fn runs_for_ever(function: &Function) -> bool {
    let mut endless = false;
    visit::statements(&function.body, &mut |stmt| {
        if let StmtKind::While { test, body, .. } = &stmt.kind
            && matches!(&test.kind, ExprKind::Constant(constant) if crate::cfg::is_true(constant))
        {
            let mut leaves = false;
            visit::statements(body, &mut |inner| {
                leaves |= matches!(
                    inner.kind,
                    StmtKind::Break | StmtKind::Return(_) | StmtKind::Raise { .. }
                );
            });
            endless |= !leaves;
        }
    });
    endless
}
