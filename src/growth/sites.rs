//! What is done with holders: where they grow, where they shrink, and who is given them.

mod calls;
mod meant;

use super::bounds::{asks_how_much, asks_what_is_in};
use super::holders::{HolderId, Holders, Root, has_itself, is_of_the_beginning, one_by_one};
use super::makers::made_by;
use super::spots::Spot;
use super::units::{UnitId, Units, read_by};
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
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
    /// Whether it stands in a lambda, and is done when that is called.
    pub is_later: bool,
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
    /// Names that stand for a method of a holder: `push = rows.append`.
    methods: FxHashMap<(UnitId, &'a str), (Meant, &'a str)>,
    /// What functions give back.
    returned: FxHashMap<UnitId, Meant>,
    /// Attributes of objects of a class that stand for a default.
    attributes: FxHashMap<(&'a str, &'a str), Meant>,
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
        methods: FxHashMap::default(),
        returned: FxHashMap::default(),
        attributes: FxHashMap::default(),
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
            is_later: false,
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
            return match value.and_then(|value| one_by_one(target, value)) {
                Some(each) => (each.into_iter())
                    .for_each(|(part, value)| self.bound(at, stmt, part, Some(value))),
                None => parts
                    .iter()
                    .for_each(|part| self.bound(at, stmt, part, None)),
            };
        }
        if let ExprKind::Subscript { value: of, index } = &target.kind {
            let Some(meant) = self.meant_by(of, at.0) else {
                return;
            };
            let is_slice = matches!(index.as_slice(), [one] if is_slice(one));
            // `rows[len(rows):] = [row]`
            let is_the_end = index.first().is_some_and(|it| {
                let behind = it.range.of(self.text).strip_prefix("len(");
                behind.and_then(|it| it.strip_suffix("):")) == Some(of.range.of(self.text))
            });
            let is_map = meant.is_inner || self.holders.all[meant.holder].container.is_map();
            let done = match (is_slice, is_map) {
                (true, _) if is_the_end => Done::Added,
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
        let is_it = |part: &'a Expr| self.meant_by(part, at.0).is_some_and(|it| it == meant);
        let grows = value.is_some_and(|value| match &value.kind {
            ExprKind::Operation {
                op: "+" | "|",
                parts,
            } => parts.iter().any(is_it),
            // `[*self.rows, row]`, `{**self.rows, key: row}`
            ExprKind::List(parts) | ExprKind::Tuple(parts) | ExprKind::Dict(parts) => parts
                .iter()
                .any(|part| matches!(&part.kind, ExprKind::Starred(inner) if is_it(inner))),
            _ => false,
        });
        let grows =
            grows || value.is_some_and(|value| has_itself(target, value, &self.units.all[at.0]));
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
                && !asks_how_much(guard.test, holder.name)
                && !asks_what_is_in(guard.test, holder.name)
        });
        match holder.root {
            Root::Module => unit.function.is_none() || (is_new && is_asked),
            Root::Class(_) | Root::Named(_) => is_first || (is_new && is_asked),
            Root::Object(_) => is_of_the_beginning(unit.name()) || (is_new && is_asked),
            Root::Thread(_) => is_new && (is_asked || !unit.spots[at.1].handlers.is_empty()),
            Root::Default(_) | Root::Context => true,
            Root::Closure(_) => is_first,
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
            && (self.holders.all[meant.holder].container).makes_what_is_missing(false)
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
