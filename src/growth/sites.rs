//! What is done with holders: where they grow, where they shrink, and who is given them.

use super::holders::{HolderId, Holders, Root, bindings, is_of_the_beginning};
use super::makers::{Container, made_by, path_of};
use super::spots::Spot;
use super::units::{UnitId, Units, last_name, read_by};
use crate::syntax::ast::{Arg, Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;
use crate::typestate::ModuleScope;
use rustc_hash::FxHashMap;

/// What is done with a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// Something is added at its end.
    Added,
    /// Something is put under a key.
    Put,
    /// Something is put under a key because it was asked for.
    AskedFor,
    /// Something is taken out.
    TakenOut,
    /// It is emptied, or another one takes its place.
    Emptied,
    /// Somebody is given it who may do anything with it.
    GivenAway,
    /// It stops making what is asked for.
    Frozen,
}

impl Done {
    /// Whether it keeps more afterwards.
    pub fn is_growth(self) -> bool {
        matches!(self, Self::Added | Self::Put | Self::AskedFor)
    }

    /// Whether it keeps less.
    pub fn is_shrinking(self) -> bool {
        matches!(self, Self::TakenOut | Self::Emptied)
    }
}

/// A place where something is done with a holder.
#[derive(Clone)]
pub(super) struct Site<'a> {
    pub holder: HolderId,
    pub done: Done,
    /// Whether it is done to what is kept under a key, which is a collection itself.
    pub is_inner: bool,
    pub unit: UnitId,
    /// The place of the statement among those of the unit.
    pub spot: usize,
    pub range: Range,
    pub key: Option<&'a Expr>,
    pub value: Option<&'a Expr>,
    /// The method or the sign that does it.
    pub by: &'a str,
}

/// What an expression stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Meant {
    holder: HolderId,
    is_inner: bool,
}

/// Reads what is done with the holders of a file.
pub(super) struct Reader<'r, 'a> {
    pub units: &'r Units<'a>,
    pub holders: &'r Holders<'a>,
    pub scope: &'r ModuleScope,
    pub text: &'a str,
    aliases: FxHashMap<(UnitId, &'a str), Meant>,
    sites: Vec<Site<'a>>,
}

/// What is done with the holders of a file, in source order of the units.
pub(super) fn of<'a>(
    units: &Units<'a>,
    holders: &Holders<'a>,
    scope: &ModuleScope,
    text: &'a str,
) -> Vec<Site<'a>> {
    let mut reader = Reader {
        units,
        holders,
        scope,
        text,
        aliases: FxHashMap::default(),
        sites: Vec::new(),
    };
    // Twice, as a name may be given by a function that comes later.
    for _ in 0..2 {
        for unit in 0..units.all.len() {
            reader.learn_aliases(unit);
        }
    }
    for (unit, it) in units.all.iter().enumerate() {
        for (at, spot) in it.spots.iter().enumerate() {
            reader.statement((unit, at), spot);
        }
    }
    reader.sites
}

impl<'a> Reader<'_, 'a> {
    /// Names of a unit that stand for a holder, or for what is in one.
    fn learn_aliases(&mut self, unit: UnitId) {
        let units = self.units;
        for spot in &units.all[unit].spots {
            for (target, value) in bindings(spot.stmt) {
                if let (ExprKind::Name(name), Some(meant)) =
                    (&target.kind, self.meant_by(value, unit))
                {
                    self.aliases.insert((unit, name), meant);
                }
            }
            if let StmtKind::For { target, iter, .. } = &spot.stmt.kind {
                self.learn_loop(unit, target, iter);
            }
            for expr in read_by(spot.stmt) {
                visit::subexpressions(expr, &mut |inner| {
                    if let ExprKind::Call { func, args } = &inner.kind {
                        self.learn_given(unit, func, args);
                    }
                });
            }
        }
    }

    /// `for bucket in self.buckets.values():`
    fn learn_loop(&mut self, unit: UnitId, target: &'a Expr, iter: &'a Expr) {
        let ExprKind::Call { func, .. } = &iter.kind else {
            return;
        };
        let ExprKind::Attribute { value, attr } = &func.kind else {
            return;
        };
        let last = match (&target.kind, attr.as_str()) {
            (ExprKind::Name(name), "values") => Some(name),
            (ExprKind::Tuple(parts), "items") => match parts.as_slice() {
                [
                    _,
                    Expr {
                        kind: ExprKind::Name(name),
                        ..
                    },
                ] => Some(name),
                _ => None,
            },
            _ => None,
        };
        if let (Some(name), Some(meant)) = (last, self.meant_by(value, unit)) {
            self.aliases.insert(
                (unit, name),
                Meant {
                    is_inner: true,
                    ..meant
                },
            );
        }
    }

    /// A function of the file is given a holder: it is its parameter there.
    fn learn_given(&mut self, unit: UnitId, func: &'a Expr, args: &'a [Arg]) {
        let Some((callee, skipped)) = self.callee(unit, func) else {
            return;
        };
        let Some(function) = self.units.all[callee].function else {
            return;
        };
        for (at, arg) in args.iter().enumerate() {
            let Some(meant) = self.meant_by(&arg.value, unit) else {
                continue;
            };
            let param = match &arg.keyword {
                Some(keyword) => function.params.iter().find(|it| it.name == *keyword),
                None => function.params.get(at + skipped),
            };
            if let Some(param) = param {
                self.aliases.insert((callee, &param.name), meant);
            }
        }
    }

    /// The function or method of the file that is called, and how many of its parameters are given by the way.
    fn callee(&self, unit: UnitId, func: &Expr) -> Option<(UnitId, usize)> {
        match &func.kind {
            ExprKind::Name(name) => self.units.function(name).map(|it| (it, 0)),
            ExprKind::Attribute { value, attr } => {
                let class = self.class_of(value, unit)?;
                let class = self.units.class(class)?;
                let mut methods = self
                    .units
                    .lineage(class)
                    .into_iter()
                    .flat_map(|it| self.units.methods(it));
                let (id, method) = methods.find(|(_, it)| it.name() == attr)?;
                Some((id, usize::from(method.this().is_some())))
            }
            _ => None,
        }
    }

    /// The class of the object that an expression is, or that it is itself.
    fn class_of(&self, expr: &Expr, unit: UnitId) -> Option<&'a str> {
        let ExprKind::Name(name) = &expr.kind else {
            return None;
        };
        if let Some(class) = self.class_of_this(name, unit) {
            return Some(class);
        }
        if self.is_hidden(name, unit) {
            return None;
        }
        match self.scope.meaning(name) {
            crate::typestate::scope::Meaning::Object(class) => {
                Some(self.units.class(&class)?.name.as_str())
            }
            _ => Some(self.units.class(name)?.name.as_str()),
        }
    }

    /// The class of `self` or `cls`, in a method or what is defined in one.
    fn class_of_this(&self, name: &str, unit: UnitId) -> Option<&'a str> {
        for id in self.units.outward(unit) {
            let it = &self.units.all[id];
            if it.this() == Some(name) {
                return it.class.map(|class| class.name.as_str());
            }
            if it.local.contains(name) {
                return None;
            }
        }
        None
    }

    /// Whether a name is one of the functions' own around a place.
    fn is_hidden(&self, name: &str, unit: UnitId) -> bool {
        let mut around = self.units.outward(unit).filter(|id| *id > 0);
        around.any(|id| self.units.all[id].local.contains(name))
    }

    /// What an expression stands for.
    fn meant_by(&self, expr: &'a Expr, unit: UnitId) -> Option<Meant> {
        let whole = |holder| Meant {
            holder,
            is_inner: false,
        };
        match &expr.kind {
            ExprKind::Name(name) => self.meant_by_name(name, unit),
            ExprKind::Attribute { value, attr } => {
                if let ExprKind::Name(of) = &value.kind
                    && self.holders.threads.contains(&of.as_str())
                {
                    let thread = self.holders.threads.iter().find(|it| *it == of)?;
                    return self.holders.find(Root::Thread(thread), attr).map(whole);
                }
                let class = match &value.kind {
                    ExprKind::Name(_) => self.class_of(value, unit)?,
                    // `type(self).found`, `self.__class__.found`
                    ExprKind::Call { func, args } if last_name(func) == Some("type") => {
                        self.class_of(&args.first()?.value, unit)?
                    }
                    ExprKind::Attribute { value, attr } if attr == "__class__" => {
                        self.class_of(value, unit)?
                    }
                    _ => return None,
                };
                let class = self.units.class(class)?;
                let lineage = self.units.lineage(class);
                let of_objects = lineage
                    .iter()
                    .find_map(|it| self.holders.find(Root::Object(&it.name), attr));
                let of_classes = || {
                    lineage
                        .iter()
                        .find_map(|it| self.holders.find(Root::Class(&it.name), attr))
                };
                of_objects.or_else(of_classes).map(whole)
            }
            ExprKind::Subscript { value, index } => {
                let meant = self.meant_by(value, unit)?;
                let is_slice = matches!(index.as_slice(), [one] if is_slice(one));
                Some(Meant {
                    is_inner: meant.is_inner || !is_slice,
                    ..meant
                })
            }
            ExprKind::Call { func, .. } => match &func.kind {
                ExprKind::Attribute { value, attr }
                    if matches!(attr.as_str(), "get" | "setdefault") =>
                {
                    let meant = self.meant_by(value, unit)?;
                    let is_map = matches!(
                        self.holders.all[meant.holder].container,
                        Container::Dict | Container::Defaults | Container::WeakKeys
                    );
                    is_map.then_some(Meant {
                        is_inner: true,
                        ..meant
                    })
                }
                _ => None,
            },
            ExprKind::Bool { left, right, .. } => self
                .meant_by(left, unit)
                .or_else(|| self.meant_by(right, unit)),
            ExprKind::Named { value, .. } => self.meant_by(value, unit),
            _ => None,
        }
    }

    fn meant_by_name(&self, name: &str, unit: UnitId) -> Option<Meant> {
        for id in self.units.outward(unit) {
            if let Some(meant) = self.aliases.get(&(id, name)) {
                return Some(*meant);
            }
            if let Some(holder) = self.holders.find(Root::Default(id), name) {
                return Some(Meant {
                    holder,
                    is_inner: false,
                });
            }
            if id > 0 && self.units.all[id].local.contains(name) {
                return None;
            }
        }
        let holder = self.holders.find(Root::Module, name)?;
        Some(Meant {
            holder,
            is_inner: false,
        })
    }

    fn site(
        &mut self,
        at: (UnitId, usize),
        meant: Meant,
        done: Done,
        range: Range,
    ) -> &mut Site<'a> {
        self.sites.push(Site {
            holder: meant.holder,
            done,
            is_inner: meant.is_inner,
            unit: at.0,
            spot: at.1,
            range,
            key: None,
            value: None,
            by: "",
        });
        let last = self.sites.len() - 1;
        &mut self.sites[last]
    }

    fn statement(&mut self, at: (UnitId, usize), spot: &Spot<'a>) {
        let stmt = spot.stmt;
        match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                targets
                    .iter()
                    .for_each(|target| self.bound(at, stmt, target, Some(value)));
            }
            StmtKind::AnnAssign {
                target,
                value: Some(value),
                ..
            } => self.bound(at, stmt, target, Some(value)),
            StmtKind::AugAssign { target, value } => self.changed(at, stmt, target, value),
            StmtKind::Delete(targets) => {
                for target in targets {
                    let (of, is_whole) = match &target.kind {
                        ExprKind::Subscript { value, index } => {
                            (&**value, matches!(index.as_slice(), [one] if is_slice(one)))
                        }
                        _ => (target, true),
                    };
                    if let Some(meant) = self.meant_by(of, at.0).filter(|_| is_reached(target)) {
                        let done = if is_whole {
                            Done::Emptied
                        } else {
                            Done::TakenOut
                        };
                        let key = key_of(target);
                        let site = self.site(at, meant, done, stmt.range);
                        (site.key, site.by) = (key, "del");
                    }
                }
            }
            _ => {}
        }
        for expr in read_by(stmt) {
            self.expression(at, expr);
        }
    }

    /// A target gets a value.
    fn bound(
        &mut self,
        at: (UnitId, usize),
        stmt: &'a Stmt,
        target: &'a Expr,
        value: Option<&'a Expr>,
    ) {
        if let ExprKind::Tuple(parts) | ExprKind::List(parts) = &target.kind {
            return parts
                .iter()
                .for_each(|part| self.bound(at, stmt, part, None));
        }
        if let ExprKind::Subscript { value: of, index } = &target.kind {
            let Some(meant) = self.meant_by(of, at.0) else {
                return;
            };
            let is_slice = matches!(index.as_slice(), [one] if is_slice(one));
            let is_map = meant.is_inner
                || matches!(
                    self.holders.all[meant.holder].container,
                    Container::Dict
                        | Container::Defaults
                        | Container::WeakKeys
                        | Container::Bounded
                );
            let done = match (is_slice, is_map) {
                (true, _) => Done::Emptied,
                (false, true) => Done::Put,
                // Something takes the place of something else.
                (false, false) => return,
            };
            let site = self.site(at, meant, done, stmt.range);
            (site.key, site.value, site.by) = (key_of(target), value, "=");
            return;
        }
        if let ExprKind::Attribute { value: of, attr } = &target.kind
            && attr == "default_factory"
            && let Some(meant) = self.meant_by(of, at.0)
        {
            self.site(at, meant, Done::Frozen, stmt.range);
            return;
        }
        let Some(meant) = self.whole(target, at.0) else {
            return;
        };
        if self.is_made_here(at, meant, stmt, value) {
            return;
        }
        let grows = value.is_some_and(|value| match &value.kind {
            ExprKind::Operation {
                op: "+" | "|",
                parts,
            } => parts
                .iter()
                .any(|part| self.meant_by(part, at.0).is_some_and(|it| it == meant)),
            _ => false,
        });
        let site = self.site(
            at,
            meant,
            if grows { Done::Added } else { Done::Emptied },
            stmt.range,
        );
        (site.value, site.by) = (value, "=");
    }

    /// What a name or an attribute stands for as a place, whatever else a local name stands for.
    fn whole(&self, target: &'a Expr, unit: UnitId) -> Option<Meant> {
        match &target.kind {
            ExprKind::Name(name)
                if unit > 0 && self.units.all[unit].local.contains(name.as_str()) =>
            {
                None
            }
            ExprKind::Name(_) | ExprKind::Attribute { .. } => self.meant_by(target, unit),
            _ => None,
        }
    }

    /// Whether a holder is made by a statement, rather than replaced: at the top, when its object is made, or where
    /// it was looked whether it is there.
    fn is_made_here(
        &self,
        at: (UnitId, usize),
        meant: Meant,
        stmt: &Stmt,
        value: Option<&Expr>,
    ) -> bool {
        let holder = &self.holders.all[meant.holder];
        let unit = &self.units.all[at.0];
        let is_first = holder.made == stmt.range;
        let is_new = value.is_some_and(|it| made_by(it, self.scope).is_some());
        let is_asked = unit.spots[at.1].guards.iter().any(|guard| {
            let asked = guard.test.range.of(self.text);
            asked.contains(holder.name)
        });
        match holder.root {
            Root::Module => unit.function.is_none() || (is_new && is_asked),
            Root::Class(_) => is_first,
            Root::Object(_) => is_of_the_beginning(unit.name()) || (is_new && is_asked),
            Root::Thread(_) => is_new && (is_asked || !unit.spots[at.1].handlers.is_empty()),
            Root::Default(_) => true,
        }
    }

    /// `target += value` and the like.
    fn changed(&mut self, at: (UnitId, usize), stmt: &'a Stmt, target: &'a Expr, value: &'a Expr) {
        let sign = Range::new(target.range.end, value.range.start)
            .of(self.text)
            .trim();
        let adds = matches!(sign, "+=" | "|=");
        if let ExprKind::Subscript { value: of, .. } = &target.kind
            && let Some(meant) = self.meant_by(of, at.0).filter(|it| !it.is_inner)
            && self.holders.all[meant.holder].container == Container::Defaults
        {
            let site = self.site(at, meant, Done::AskedFor, stmt.range);
            (site.key, site.by) = (key_of(target), "+=");
        }
        let is_collection = |it: &Expr| made_by(it, self.scope).is_some();
        let meant = match &target.kind {
            ExprKind::Subscript { .. } => {
                self.meant_by(target, at.0).filter(|_| is_collection(value))
            }
            _ => self.meant_by(target, at.0).filter(|it| !it.is_inner),
        };
        if let Some(meant) = meant {
            let done = match (adds, sign) {
                (true, _) => Done::Added,
                (_, "-=" | "&=") => Done::TakenOut,
                _ => return,
            };
            let site = self.site(at, meant, done, stmt.range);
            (site.value, site.by) = (Some(value), "+=");
        }
    }

    fn expression(&mut self, at: (UnitId, usize), whole: &'a Expr) {
        let mut called: Vec<u32> = Vec::new();
        let mut inner: Vec<&'a Expr> = Vec::new();
        visit::subexpressions(whole, &mut |expr| inner.push(expr));
        for expr in inner {
            match &expr.kind {
                ExprKind::Call { func, args } => {
                    called.push(func.range.end);
                    self.called(at, expr, func, args);
                }
                ExprKind::Attribute { value, attr } if !called.contains(&expr.range.end) => {
                    // `task.add_done_callback(self.tasks.discard)`
                    if let (Some(done), Some(meant)) = (shrinks(attr), self.meant_by(value, at.0)) {
                        self.site(at, meant, done, expr.range).by = attr;
                    }
                }
                ExprKind::Subscript { value, index } if !index.iter().any(is_slice) => {
                    let meant = self.meant_by(value, at.0).filter(|it| !it.is_inner);
                    if let Some(meant) = meant
                        && self.holders.all[meant.holder].container == Container::Defaults
                    {
                        let site = self.site(at, meant, Done::AskedFor, expr.range);
                        (site.key, site.by) = (key_of(expr), "[]");
                    }
                }
                _ => {}
            }
        }
    }

    /// `local.__dict__.clear()` empties all that a thread has.
    fn emptied(&mut self, at: (UnitId, usize), call: &'a Expr, func: &'a Expr) {
        let ExprKind::Attribute { value, attr } = &func.kind else {
            return;
        };
        let ExprKind::Attribute {
            value: of,
            attr: dict,
        } = &value.kind
        else {
            return;
        };
        let ExprKind::Name(of) = &of.kind else { return };
        if dict != "__dict__" || attr != "clear" {
            return;
        }
        for (holder, it) in self.holders.all.iter().enumerate() {
            if matches!(it.root, Root::Thread(thread) if thread == of) {
                let meant = Meant {
                    holder,
                    is_inner: false,
                };
                self.site(at, meant, Done::Emptied, call.range).by = "clear";
            }
        }
    }

    fn called(&mut self, at: (UnitId, usize), call: &'a Expr, func: &'a Expr, args: &'a [Arg]) {
        self.emptied(at, call, func);
        let argument = |place: usize| args.get(place).map(|arg| &arg.value);
        if let ExprKind::Attribute { value, attr } = &func.kind
            && let Some(meant) = self.meant_by(value, at.0)
        {
            let container = self.holders.all[meant.holder].container;
            let done = match attr.as_str() {
                "append" | "appendleft" | "add" | "insert" | "put" | "put_nowait" | "extend"
                | "extendleft" => Done::Added,
                "setdefault" | "update" => Done::Put,
                "get" | "get_nowait" if container == Container::Queue => Done::TakenOut,
                other => match shrinks(other) {
                    Some(done) => done,
                    None => return,
                },
            };
            let last = args.len().saturating_sub(1);
            let site = self.site(at, meant, done, call.range);
            site.by = attr;
            match attr.as_str() {
                "setdefault" => (site.key, site.value) = (argument(0), argument(1)),
                "update" => site.value = argument(0),
                "insert" => site.value = argument(last),
                _ => site.value = argument(0),
            }
            if done.is_shrinking() {
                site.key = argument(0);
            }
            return;
        }
        let path = path_of(func, self.scope).unwrap_or_default();
        let first = argument(0).and_then(|it| self.meant_by(it, at.0));
        let done = match path.as_str() {
            "heapq.heappush" | "bisect.insort" | "bisect.insort_left" | "bisect.insort_right" => {
                Some(Done::Added)
            }
            "heapq.heappop" => Some(Done::TakenOut),
            _ => None,
        };
        if let (Some(meant), Some(done)) = (first, done) {
            let site = self.site(at, meant, done, call.range);
            (site.value, site.by) = (argument(1), "heappush");
            return;
        }
        if self.callee(at.0, func).is_some()
            || only_looks(&path, last_name(func).unwrap_or_default())
        {
            return;
        }
        for arg in args {
            // What its parts are given to does nothing to it.
            if let Some(meant) = self.meant_by(&arg.value, at.0).filter(|it| !it.is_inner) {
                self.site(at, meant, Done::GivenAway, call.range);
            }
        }
    }
}

/// What a method takes away, by its name.
fn shrinks(method: &str) -> Option<Done> {
    Some(match method {
        "pop"
        | "popitem"
        | "popleft"
        | "remove"
        | "discard"
        | "difference_update"
        | "intersection_update"
        | "__delitem__" => Done::TakenOut,
        "clear" => Done::Emptied,
        _ => return None,
    })
}

/// Whether a function only looks at what it is given, or copies it.
fn only_looks(path: &str, name: &str) -> bool {
    const LOOKING: &[&str] = &[
        "all",
        "any",
        "bool",
        "copy",
        "deepcopy",
        "dict",
        "dumps",
        "enumerate",
        "filter",
        "frozenset",
        "gather",
        "getsizeof",
        "id",
        "isinstance",
        "iter",
        "join",
        "len",
        "list",
        "map",
        "max",
        "min",
        "next",
        "pprint",
        "print",
        "repr",
        "reversed",
        "set",
        "sorted",
        "str",
        "sum",
        "tuple",
        "type",
        "wait",
        "zip",
        "debug",
        "info",
        "warning",
        "error",
        "exception",
        "format",
        "random",
        "choice",
        "sample",
        "mean",
        "median",
        "array",
        "stack",
        "concatenate",
    ];
    path.starts_with("logging.") || LOOKING.contains(&name)
}

/// The key of a subscript, if it is one.
fn key_of(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Subscript { index, .. } => index.first(),
        _ => None,
    }
}

fn is_slice(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Operation { op, .. } if crate::syntax::ast::is_slice(op))
}

/// Whether `del` of a target takes something from a holder: of a name it does not.
fn is_reached(target: &Expr) -> bool {
    !matches!(&target.kind, ExprKind::Name(_))
}
