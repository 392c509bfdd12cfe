//! Who calls what the file defines, and who hands it on.

use super::{Runs, Unit, UnitId, Units, asked_of, is_a_mark, last_name, read_by};
use crate::growth::holders::bindings;
use crate::growth::spots::{Loop, Spot, spots};
use crate::syntax::ast::{Arg, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::text::Range;
use rustc_hash::FxHashSet;

/// A call of something that the file defines, or a mention of it.
pub(super) struct Mention<'a> {
    pub(super) unit: UnitId,
    /// The place of its statement among those of the unit; none in the body of a class.
    pub(super) spot: Option<usize>,
    /// What is given, if it is called as written.
    pub(super) args: Option<&'a [Arg]>,
    pub(super) is_endless: bool,
    pub(super) is_call: bool,
    /// Whether a mark says that it is done once.
    pub(super) is_once: bool,
    pub(super) range: Range,
}

impl<'a> Units<'a> {
    /// Whether a unit returns a function of its own, or gives it to somebody, rather than only calling it.
    pub fn is_handed_on(&self, unit: UnitId, name: &str) -> bool {
        let all = self.mentions.get(name).into_iter().flatten();
        all.into_iter().any(|it| it.unit == unit && !it.is_call)
    }

    /// Whether anything in the file calls a function of this name, or hands it on.
    pub fn is_mentioned(&self, name: &str) -> bool {
        self.mentions.contains_key(name)
    }

    /// Whether something that runs often calls a function of this name, or hands it on.
    pub fn is_called_often(&self, name: &str) -> bool {
        let all = self.mentions.get(name).into_iter().flatten();
        // A method that only passes the call on, as `close` does, is not who calls it.
        let others = all.filter(|it| self.all[it.unit].name() != name);
        let mut often = others.filter(|it| it.is_endless || self.runs(it.unit) == Runs::Often);
        often.next().is_some()
    }

    /// Where something that runs often calls a function of this name.
    pub fn caller(&self, name: &str) -> Option<(UnitId, Range)> {
        let all = self.mentions.get(name).into_iter().flatten();
        let mut often = all.filter(|it| it.is_call && self.runs(it.unit) == Runs::Often);
        often.next().map(|it| (it.unit, it.range))
    }

    /// Whether a function of a name sets the mark that was asked for: `if self._conn is None: self._connect()`.
    fn is_set_by(&self, name: &str, asked: &[&str], text: &str) -> bool {
        let sets = |unit: &Unit<'a>| {
            let mut bound = unit.spots.iter().flat_map(|spot| bindings(spot.stmt));
            bound.any(|(target, _)| {
                let is_kept = matches!(target.kind, ExprKind::Attribute { .. });
                is_kept && asked.contains(&target.range.of(text))
            })
        };
        let named = self.by_name.get(name).into_iter().flatten();
        !asked.is_empty() && named.into_iter().any(|id| sets(&self.all[*id]))
    }

    /// What the calls of a unit give it, each with the unit it stands in.
    pub fn calls_of(&self, unit: UnitId) -> impl Iterator<Item = (UnitId, &'a [Arg])> {
        let all = self.mentions_of(&self.all[unit]).into_iter();
        all.filter_map(|it| Some((it.unit, it.args?)))
    }

    /// Where functions of this name are handed on: the unit, and the place of the statement.
    pub fn handed_on(&self, name: &str) -> impl Iterator<Item = (UnitId, usize)> {
        let all = self.mentions.get(name).into_iter().flatten();
        let given = all.filter(|it| !it.is_call);
        given.filter_map(|it| Some((it.unit, it.spot?)))
    }

    /// Where functions of this name are called: the unit, the place of the statement, and what is called.
    pub fn places_of(&self, name: &str) -> impl Iterator<Item = (UnitId, usize, Range)> {
        let all = self.mentions.get(name).into_iter().flatten();
        let calls = all.filter(|it| it.is_call);
        calls.filter_map(|it| Some((it.unit, it.spot?, it.range)))
    }

    /// The names that modules are imported by, as a whole.
    fn modules(&self) -> FxHashSet<&'a str> {
        let top = self.all.first().into_iter().flat_map(|it| &it.spots);
        let imports = top.filter_map(|spot| match &spot.stmt.kind {
            StmtKind::Import(names) => Some(names),
            _ => None,
        });
        let names = imports
            .flatten()
            .map(|it| it.asname.as_deref().unwrap_or(&it.name));
        names.filter(|name| !name.contains('.')).collect()
    }

    pub(super) fn learn_mentions(&mut self, text: &str) {
        let mut found: Vec<(&'a str, Mention<'a>)> = Vec::new();
        let modules = self.modules();
        for (id, unit) in self.all.iter().enumerate() {
            for (at, spot) in unit.spots.iter().enumerate() {
                let is_once = spot.guards.iter().any(|guard| is_a_mark(guard, unit, text));
                let first = found.len();
                mentions_in(spot, (id, Some(at), is_once), &modules, &mut found);
                let asked: Vec<&str> = spot
                    .guards
                    .iter()
                    .map(|it| asked_of(it).range.of(text))
                    .collect();
                for (name, mention) in &mut found[first..] {
                    mention.is_once |= mention.is_call && self.is_set_by(name, &asked, text);
                }
            }
        }
        for (class, id) in &self.classes {
            let all = spots(&class.body);
            all.iter()
                .for_each(|spot| mentions_in(spot, (*id, None, false), &modules, &mut found));
        }
        let defined: FxHashSet<&str> = (self.all.iter().map(Unit::name))
            .chain(self.classes.iter().map(|(class, _)| class.name.as_str()))
            .collect();
        for (name, mention) in found {
            if defined.contains(name) {
                self.mentions.entry(name).or_default().push(mention);
            }
        }
    }
}

/// Whether what is called is a function of a module that is imported whole.
fn is_of_a_module(func: &Expr, modules: &FxHashSet<&str>) -> bool {
    match &func.kind {
        ExprKind::Attribute { value, .. } => {
            matches!(&value.kind, ExprKind::Name(name) if modules.contains(name.as_str()))
        }
        _ => false,
    }
}

/// What a statement calls and hands on.
fn mentions_in<'a>(
    spot: &Spot<'a>,
    (unit, at, is_once): (UnitId, Option<usize>, bool),
    modules: &FxHashSet<&str>,
    found: &mut Vec<(&'a str, Mention<'a>)>,
) {
    // What is deleted is not handed on.
    if matches!(spot.stmt.kind, StmtKind::Delete(_)) {
        return;
    }
    let is_endless = spot.around == Loop::Endless;
    let mut note = |expr: &'a Expr, is_call: bool, args: Option<&'a [Arg]>| {
        let mention = Mention {
            unit,
            spot: at,
            args,
            is_endless,
            is_call,
            is_once,
            range: expr.range,
        };
        found.extend(last_name(expr).map(|name| (name, mention)));
    };
    let mut called: FxHashSet<u32> = FxHashSet::default();
    for expr in read_by(spot.stmt) {
        visit::subexpressions(expr, &mut |inner| match &inner.kind {
            ExprKind::Call { func, args } => {
                called.insert(func.range.end);
                // `asyncio.wait_for(…)` is no method of the file.
                // Nor is what a call gives, which is called then.
                if !is_of_a_module(func, modules) && !matches!(func.kind, ExprKind::Call { .. }) {
                    note(func, true, Some(args));
                }
            }
            ExprKind::Name(_) | ExprKind::Attribute { .. }
                if !called.contains(&inner.range.end) =>
            {
                note(inner, false, None);
            }
            _ => {}
        });
    }
    // A decorator is called when what it stands above is defined.
    let decorators = match &spot.stmt.kind {
        StmtKind::Function(it) => &it.decorators[..],
        StmtKind::Class(it) => &it.decorators[..],
        _ => &[],
    };
    decorators.iter().for_each(|expr| note(expr, true, None));
}
