//! The functions of a file, and how often each of them runs while the process lives.
//!
//! What runs while the file is imported, or once after that, fills what it fills and is done. What is called for
//! every request makes whatever it adds to larger and larger.

mod kept;
mod mentions;
mod objects;
mod often;
mod served;

use super::holders::bindings;
use super::spots::{Guard, Loop, Spot, spots};
use crate::syntax::ast::{Class, CompareOp, Expr, ExprKind, Function, Module, Stmt, StmtKind};
use crate::syntax::names::{self, own_statements};
use crate::syntax::visit;
use kept::Kept;
use mentions::Mention;
use objects::Objects;
use rustc_hash::{FxHashMap, FxHashSet};
pub(super) use served::is_routing;
use std::cell::OnceCell;

/// A unit of a file, by its place among them.
pub(super) type UnitId = usize;

/// How often something runs while the process lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Runs {
    /// Once, or as often as the file says.
    Once,
    /// As often as somebody asks.
    Often,
}

/// The top level of a file, or a function of it.
pub(super) struct Unit<'a> {
    /// The function; none is the top level.
    pub function: Option<&'a Function>,
    /// The class whose method it is.
    pub class: Option<&'a Class>,
    /// The unit that it is defined in.
    pub parent: Option<UnitId>,
    /// Its statements with what stands around each.
    pub spots: Vec<Spot<'a>>,
    /// The names that are its own.
    pub local: FxHashSet<&'a str>,
    /// The places of the statements that bind each name.
    bound: OnceCell<FxHashMap<&'a str, Vec<usize>>>,
    kept: OnceCell<Kept<'a>>,
}

impl<'a> Unit<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        self.function.map_or("module", |it| it.name.as_str())
    }

    /// The name of its first parameter, if it is a method that gets its object or its class.
    pub fn this(&self) -> Option<&'a str> {
        self.class?;
        let function = self.function?;
        let is_static =
            |it: &Expr| matches!(&it.kind, ExprKind::Name(name) if name == "staticmethod");
        let first = function.params.first()?;
        (!function.decorators.iter().any(is_static)).then_some(first.name.as_str())
    }

    /// Its statements that bind a name, in source order.
    pub fn binding(&self, name: &str) -> impl Iterator<Item = &Spot<'a>> {
        let bound = self.bound.get_or_init(|| {
            let mut bound: FxHashMap<&'a str, Vec<usize>> = FxHashMap::default();
            for (at, spot) in self.spots.iter().enumerate() {
                for name in names::names_bound_by(spot.stmt) {
                    bound.entry(name).or_default().push(at);
                }
            }
            bound
        });
        let places = bound.get(name).into_iter().flatten();
        places.map(|at| &self.spots[*at])
    }

    /// Whether it is a method that gets its class.
    pub fn is_given_its_class(&self) -> bool {
        let is_it = |it: &Expr| matches!(&it.kind, ExprKind::Name(name) if name == "classmethod");
        let decorators = self.function.into_iter().flat_map(|it| &it.decorators);
        self.this() == Some("cls") || decorators.into_iter().any(is_it)
    }
}

/// The units of a file.
pub(super) struct Units<'a> {
    text: &'a str,
    /// The top level is the first.
    pub all: Vec<Unit<'a>>,
    /// The classes, each with the unit that defines it.
    pub classes: Vec<(&'a Class, UnitId)>,
    mentions: FxHashMap<&'a str, Vec<Mention<'a>>>,
    /// The first of each name: a function that is no method, and a class.
    functions: FxHashMap<&'a str, UnitId>,
    named: FxHashMap<&'a str, &'a Class>,
    /// All units of a name.
    by_name: FxHashMap<&'a str, Vec<UnitId>>,
    /// The names of a class and of those that inherit from it, by where it begins.
    below: FxHashMap<u32, Vec<&'a str>>,
    /// The methods of a class, by where it begins.
    members: FxHashMap<u32, Vec<UnitId>>,
    objects: Objects<'a>,
    runs: Vec<Runs>,
}

impl<'a> Units<'a> {
    /// Those of a file.
    pub fn of(module: &'a Module, text: &'a str) -> Self {
        let mut units = Self {
            text,
            all: Vec::new(),
            classes: Vec::new(),
            mentions: FxHashMap::default(),
            functions: FxHashMap::default(),
            named: FxHashMap::default(),
            by_name: FxHashMap::default(),
            below: FxHashMap::default(),
            members: FxHashMap::default(),
            objects: Objects::default(),
            runs: Vec::new(),
        };
        units.add(None, None, None, &module.body);
        units.learn_names();
        units.objects = Objects::of(&units);
        units.learn_mentions(text);
        let mut runs = vec![None; units.all.len()];
        for unit in 0..units.all.len() {
            units.work_out(unit, &mut runs, 0);
        }
        units.runs = runs
            .into_iter()
            .map(|it| it.unwrap_or(Runs::Once))
            .collect();
        units
    }

    fn add(
        &mut self,
        function: Option<&'a Function>,
        class: Option<&'a Class>,
        parent: Option<UnitId>,
        body: &'a [Stmt],
    ) {
        let id = self.all.len();
        let mut local = function.map_or_else(|| names::bound_names(body), Function::names_bound);
        for name in names::declared_global(body) {
            local.remove(name);
        }
        self.all.push(Unit {
            function,
            class,
            parent,
            spots: spots(body),
            local,
            bound: OnceCell::new(),
            kept: OnceCell::new(),
        });
        self.inside(body, None, id);
    }

    fn inside(&mut self, body: &'a [Stmt], class: Option<&'a Class>, id: UnitId) {
        own_statements(body, &mut |stmt| match &stmt.kind {
            StmtKind::Function(it) => self.add(Some(it), class, Some(id), &it.body),
            StmtKind::Class(it) => {
                self.classes.push((it, id));
                self.inside(&it.body, Some(it), id);
            }
            _ => {}
        });
    }

    fn learn_names(&mut self) {
        for (id, unit) in self.all.iter().enumerate().skip(1) {
            self.by_name.entry(unit.name()).or_default().push(id);
            match unit.class {
                Some(class) => self.members.entry(class.range.start).or_default().push(id),
                None => {
                    self.functions.entry(unit.name()).or_insert(id);
                }
            }
        }
        for (class, _) in &self.classes {
            self.named.entry(&class.name).or_insert(class);
        }
        let mut below: FxHashMap<u32, Vec<&'a str>> = FxHashMap::default();
        for (class, _) in &self.classes {
            for base in self.lineage(class) {
                below.entry(base.range.start).or_default().push(&class.name);
            }
        }
        self.below = below;
    }

    /// The names of a class and of those of the file that inherit from it.
    pub fn below(&self, class: &Class) -> &[&'a str] {
        self.below
            .get(&class.range.start)
            .map_or(&[], Vec::as_slice)
    }

    /// How often a unit runs.
    pub fn runs(&self, unit: UnitId) -> Runs {
        self.runs[unit]
    }

    /// How often a statement of a unit runs.
    pub fn runs_at(&self, unit: UnitId, spot: &Spot<'_>) -> Runs {
        match spot.around == Loop::Endless {
            true => Runs::Often,
            false => self.runs(unit),
        }
    }

    /// The class of a name.
    pub fn class(&self, name: &str) -> Option<&'a Class> {
        self.named.get(name).copied()
    }

    /// A class and those that it inherits from, as far as they stand in the file, nearest first.
    pub fn lineage(&self, class: &'a Class) -> Vec<&'a Class> {
        /// Most classes of a lineage that are looked at.
        const MOST: usize = 64;
        let mut all = vec![class];
        let mut at = 0;
        while let Some(class) = all.get(at).filter(|_| at < MOST) {
            let bases = class.bases.iter().filter_map(|base| match &base.kind {
                ExprKind::Name(name) => self.class(name),
                _ => None,
            });
            let more: Vec<&'a Class> = bases
                .filter(|base| !all.iter().any(|it| it.name == base.name))
                .collect();
            all.extend(more);
            at += 1;
        }
        all
    }

    /// The methods of a class by its own.
    pub fn methods(&self, class: &Class) -> impl Iterator<Item = (UnitId, &Unit<'a>)> {
        let members = self.members.get(&class.range.start).into_iter().flatten();
        members.map(|id| (*id, &self.all[*id]))
    }

    /// The unit that a name of the file's own functions stands for, if it is one.
    pub fn function(&self, name: &str) -> Option<UnitId> {
        self.functions.get(name).copied()
    }

    /// What an expression stands for, if that is a function of the file or a method of the object of a unit.
    pub fn meant(&self, expr: &Expr, unit: UnitId) -> Option<UnitId> {
        match &expr.kind {
            ExprKind::Name(name) => self.function(name),
            ExprKind::Attribute { value, attr } => {
                let it = &self.all[unit];
                let is_own = matches!(&value.kind, ExprKind::Name(name) if it.this() == Some(name));
                let class = it.class.filter(|_| is_own)?;
                let lineage = self.lineage(class).into_iter();
                let mut methods = lineage.flat_map(|it| self.methods(it));
                methods.find(|(_, it)| it.name() == attr).map(|(id, _)| id)
            }
            _ => None,
        }
    }

    /// A unit and those it is defined in, the innermost first.
    pub fn outward(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        std::iter::successors(Some(unit), |id| self.all[*id].parent)
    }
}

/// What a condition asks about, without `not` and what it is compared with.
fn asked_of<'a>(guard: &Guard<'a>) -> &'a Expr {
    match &guard.test.kind {
        ExprKind::Not(inner) => inner,
        ExprKind::Compare {
            op: CompareOp::Is | CompareOp::IsNot | CompareOp::Eq | CompareOp::NotEq,
            left,
            ..
        } => left,
        _ => guard.test,
    }
}

/// Whether a condition asks for a mark that the same function sets: what follows is done once.
pub(super) fn is_a_mark(guard: &Guard<'_>, unit: &Unit<'_>, text: &str) -> bool {
    let asked = asked_of(guard);
    let sets = |is_it: &dyn Fn(&Expr) -> bool| {
        let mut all = unit.spots.iter().flat_map(|spot| bindings(spot.stmt));
        all.any(|(target, _)| is_it(target))
    };
    // `hasattr(self, "_hooked")`, `getattr(original, "traced", False)`
    if let ExprKind::Call { func, args } = &asked.kind
        && matches!(last_name(func), Some("hasattr" | "getattr"))
        && let Some(word) = args.get(1)
    {
        let word = word.value.range.of(text).trim_matches(['"', '\'']);
        return sets(
            &|target| matches!(&target.kind, ExprKind::Attribute { attr, .. } if attr == word),
        );
    }
    let is_state = match &asked.kind {
        ExprKind::Attribute { .. } => true,
        ExprKind::Name(name) => !unit.local.contains(name.as_str()),
        _ => false,
    };
    let written = asked.range.of(text);
    is_state && sets(&|target| target.range.of(text) == written)
}

/// What is read by a statement itself: its expressions, and not what a target binds.
pub(super) fn read_by(stmt: &Stmt) -> Vec<&Expr> {
    match &stmt.kind {
        StmtKind::Function(function) => {
            let defaults = function.params.iter().filter_map(|it| it.default.as_ref());
            defaults.collect()
        }
        StmtKind::Class(class) => class.bases.iter().collect(),
        StmtKind::Assign { targets, value } => {
            let is_read =
                |it: &&Expr| !matches!(it.kind, ExprKind::Name(_) | ExprKind::Attribute { .. });
            targets.iter().filter(is_read).chain([value]).collect()
        }
        _ => visit::expressions(stmt),
    }
}

/// Whether a statement itself reads what is looked for.
pub(super) fn reads(stmt: &Stmt, is_it: &dyn Fn(&Expr) -> bool) -> bool {
    read_by(stmt)
        .into_iter()
        .any(|expr| visit::has(expr, is_it))
}

/// The last part of a dotted name; of a call, that of what is called.
pub(super) fn last_name(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => Some(name),
        ExprKind::Call { func, .. } => last_name(func),
        ExprKind::Subscript { value, .. } => last_name(value),
        _ => None,
    }
}

/// Whether an expression is a name.
pub(super) fn is_named(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(it) if it == name)
}

/// Whether a condition is asked about the same thing in two places, as written.
pub(super) fn is_same(a: &Guard<'_>, b: &Guard<'_>, text: &str) -> bool {
    a.holds == b.holds && a.test.range.of(text) == b.test.range.of(text)
}
