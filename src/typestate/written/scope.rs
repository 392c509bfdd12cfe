//! What names mean: the module's imports, functions, classes and objects.

use super::assumed::{self, Assumed};
use super::fields::Fields;
use super::imports::{Import, package_of};
use crate::resources::Catalogue;
use crate::syntax::ast::{Class, Constant, Expr, ExprKind, Function, Module, Stmt, StmtKind};
use crate::syntax::visit;
use crate::typestate::evidence::paths;
use rustc_hash::{FxHashMap, FxHashSet};

/// What the names of a module mean to the functions in it.
#[derive(Clone, Debug, Default)]
pub struct ModuleScope {
    /// The package that the file is in, dotted; empty if it is not known.
    package: String,
    names: FxHashMap<String, Meaning>,
    bases: FxHashMap<String, Vec<String>>,
    endless: FxHashSet<String>,
    fields: Fields,
    assumed: Vec<Assumed>,
}

/// What a name of the module means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Something imported, or another name for it.
    Path(String),
    /// A function or class of the file.
    Definition,
    /// An object made by a call, by the class or function that made it.
    Object(String),
    /// A constant of the module's own: bound once, under a name that others leave alone.
    Constant(Constant),
    /// A variable.
    Variable,
}

impl ModuleScope {
    /// Reads the top level of a module, without following control flow: the last meaning wins, and
    /// a name that is assigned more than once is a variable.
    ///
    /// `path` is the file's, with `/` between folders: what it imports from next to it is found by the
    /// names of the folders. What is bound nowhere is taken for what the `catalogue` and the rest of what is
    /// known have of that name.
    pub fn of(module: &Module, path: &str, catalogue: &Catalogue) -> Self {
        let mut scope = Self {
            package: package_of(path),
            ..Self::default()
        };
        let mut bound_anew: Vec<&str> = Vec::new();
        let mut stars: Vec<String> = Vec::new();
        visit::statements(&module.body, &mut |stmt| match &stmt.kind {
            StmtKind::Class(class) => scope.learn_class(class),
            StmtKind::Function(function) => scope.learn_endless(function),
            // What a function declares as global it may bind anew.
            StmtKind::Global(names) => bound_anew.extend(names.iter().map(String::as_str)),
            StmtKind::ImportFrom { module, names } if names.iter().any(|it| it.name == "*") => {
                stars.push(module.clone());
            }
            _ => {}
        });
        scope.assumed = assumed::of(module, &bound_anew, &stars, catalogue);
        let assumed = scope.assumed.iter();
        scope.names = assumed
            .map(|it| (it.name.clone(), Meaning::Path(it.path.clone())))
            .collect();
        scope.learn(&module.body, (Import::First, catalogue));
        for name in bound_anew {
            if let Some(meaning @ Meaning::Constant(_)) = scope.names.get_mut(name) {
                *meaning = Meaning::Variable;
            }
        }
        scope.fields = Fields::of(module);
        scope
    }

    /// What a name means; a builtin if the module does not bind it.
    pub fn meaning(&self, name: &str) -> Meaning {
        match self.names.get(name) {
            Some(meaning) => meaning.clone(),
            None if name.starts_with("__") => Meaning::Variable,
            None => Meaning::Path(format!("builtins.{name}")),
        }
    }

    /// The last part of the dotted name that a name stands for, if it is imported or a builtin.
    pub(super) fn last_part<'s>(&'s self, name: &'s str) -> Option<&'s str> {
        match self.names.get(name) {
            Some(Meaning::Path(path)) => path.rsplit('.').next(),
            Some(_) => None,
            None => (!name.starts_with("__")).then_some(name),
        }
    }

    /// The dotted name a written name stands for, if it is one.
    pub fn resolve(&self, written: &str) -> Option<String> {
        let (first, rest) = match written.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (written, None),
        };
        match (self.meaning(first), rest) {
            (Meaning::Path(path), Some(rest)) => Some(format!("{path}.{rest}")),
            (Meaning::Path(path), None) => Some(path),
            _ => None,
        }
    }

    /// What an imported name stands for in all files: `.Image.open` is `PIL.Image.open` in a file of the
    /// folder `PIL`. The dots are those of the module, and one before the name.
    pub(in crate::typestate) fn absolute(&self, path: &str) -> String {
        let rest = path.trim_start_matches('.');
        let level = match path.len() - rest.len() {
            0 => return path.to_owned(),
            1 => 1,
            dots => dots - 1,
        };
        let mut packages: Vec<&str> = self.package.split('.').collect();
        if self.package.is_empty() || level > packages.len() {
            return path.to_owned();
        }
        packages.truncate(packages.len() + 1 - level);
        packages.push(rest);
        packages.join(".")
    }

    /// The bases of a class of the file, as written.
    pub(in crate::typestate) fn bases_of(&self, class: &str) -> Option<&[String]> {
        self.bases.get(class).map(Vec::as_slice)
    }

    /// The attributes of the file's objects.
    pub(in crate::typestate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The classes of the file.
    pub(in crate::typestate) fn classes(&self) -> impl Iterator<Item = &str> {
        self.bases.keys().map(String::as_str)
    }

    /// A class and what it inherits, as far as it is written in the file, nearest first.
    pub(in crate::typestate) fn lineage<'s>(&'s self, class: &'s str) -> Vec<&'s str> {
        let mut classes = vec![class];
        let mut seen = FxHashSet::from_iter([class]);
        let mut at = 0;
        while let Some(class) = classes.get(at).copied() {
            let bases = self.bases_of(class).unwrap_or_default().iter();
            classes.extend(bases.map(String::as_str).filter(|base| seen.insert(base)));
            at += 1;
        }
        classes
    }

    /// Whether a class and all it inherits are in the file.
    pub(in crate::typestate) fn is_all_here(&self, class: &str) -> bool {
        /// Bases that do nothing with attributes.
        const EMPTY: &[&str] = &["object", "ABC", "Generic", "Protocol"];
        let is_here = |class: &&str| self.bases.contains_key(*class) || EMPTY.contains(class);
        self.lineage(class).iter().all(is_here)
    }

    /// What is bound nowhere, and taken for something all the same.
    pub fn assumed(&self) -> &[Assumed] {
        &self.assumed
    }

    /// Whether all names mean the same.
    pub fn means_the_same(&self, other: &Self) -> bool {
        self.package == other.package
            && self.names == other.names
            && self.bases == other.bases
            && self.endless == other.endless
    }

    /// Whether as much is done with an attribute.
    pub fn treats_the_same(&self, attr: &str, other: &Self) -> bool {
        self.fields.of_attribute(attr) == other.fields.of_attribute(attr)
    }

    /// Whether a function of the file loops for ever.
    pub fn is_endless(&self, function: &str) -> bool {
        self.endless.contains(function)
    }

    fn learn(&mut self, body: &[Stmt], (import, catalogue): (Import, &Catalogue)) {
        for stmt in body {
            match &stmt.kind {
                StmtKind::Import(aliases) => {
                    for alias in aliases {
                        let first = alias.name.split('.').next().unwrap_or_default();
                        let (bound, path) = match &alias.asname {
                            Some(asname) => (asname.as_str(), alias.name.as_str()),
                            None => (first, first),
                        };
                        self.import(bound, path.to_owned(), (import, catalogue));
                    }
                }
                StmtKind::ImportFrom { module, names } => {
                    for alias in names {
                        let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                        let path = self.absolute(&format!("{module}.{}", alias.name));
                        self.import(bound, path, (import, catalogue));
                    }
                }
                StmtKind::Function(function) => self.bind(&function.name, Meaning::Definition),
                StmtKind::Class(class) => self.bind(&class.name, Meaning::Definition),
                StmtKind::Assign { targets, value } => {
                    for target in targets {
                        // `x = None` stands in for an import that failed.
                        if let ExprKind::Name(name) = &target.kind
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
                StmtKind::AnnAssign {
                    target,
                    value: Some(value),
                    ..
                } => {
                    if let ExprKind::Name(name) = &target.kind {
                        let meaning = self.value_meaning(value);
                        self.bind_variable(name, meaning);
                    }
                }
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
                StmtKind::If { .. } | StmtKind::With { .. } => {
                    for inner in visit::bodies(stmt) {
                        self.learn(inner, (import.in_a_branch(), catalogue));
                    }
                }
                _ => {}
            }
        }
    }

    fn import(&mut self, name: &str, path: String, (import, catalogue): (Import, &Catalogue)) {
        let is_better = match self.names.get(name) {
            Some(Meaning::Path(known)) => import.replaces(known, &path, catalogue),
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
            (Some(_), _) => Meaning::Variable,
            (None, meaning) => meaning,
        };
        self.bind(name, meaning);
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

    fn path_of(&self, expr: &Expr) -> Option<String> {
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
        self.bases.insert(class.name.clone(), bases);
    }

    fn learn_endless(&mut self, function: &Function) {
        if runs_for_ever(function) {
            self.endless.insert(function.name.clone());
        }
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
