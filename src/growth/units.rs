//! The functions of a file, and how often each of them runs while the process lives.
//!
//! What runs while the file is imported, or once after that, fills what it fills and is done. What is called for
//! every request makes whatever it adds to larger and larger.

use super::holders::bindings;
use super::keys::Space;
use super::spots::{Guard, Loop, Spot, spots};
use super::words;
use crate::syntax::ast::{Class, CompareOp, Expr, ExprKind, Function, Module, Stmt, StmtKind};
use crate::syntax::names::{self, own_statements};
use crate::syntax::visit;
use crate::text::Range;
use rustc_hash::{FxHashMap, FxHashSet};

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
}

/// A call of something that the file defines, or a mention of it.
struct Mention {
    unit: UnitId,
    is_endless: bool,
    is_call: bool,
    /// Whether a mark says that it is done once.
    is_once: bool,
    range: Range,
}

/// The units of a file.
pub(super) struct Units<'a> {
    text: &'a str,
    /// The top level is the first.
    pub all: Vec<Unit<'a>>,
    /// The classes, each with the unit that defines it.
    pub classes: Vec<(&'a Class, UnitId)>,
    mentions: FxHashMap<&'a str, Vec<Mention>>,
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
            runs: Vec::new(),
        };
        units.add(None, None, None, &module.body);
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

    /// Whether anything in the file calls a function of this name, or hands it on.
    pub fn is_mentioned(&self, name: &str) -> bool {
        self.mentions.contains_key(name)
    }

    /// Whether something that runs often calls a function of this name, or hands it on.
    pub fn is_called_often(&self, name: &str) -> bool {
        let all = self.mentions.get(name).into_iter().flatten();
        let mut often = all.filter(|it| it.is_endless || self.runs(it.unit) == Runs::Often);
        often.next().is_some()
    }

    /// Whether there is a sign that a unit runs for each of what comes: something that does calls it, it is given
    /// what comes with a call, or it is called like what answers; and not like what is done at the beginning.
    pub fn is_served(&self, unit: UnitId) -> bool {
        self.is_served_within(unit, 0)
    }

    fn is_served_within(&self, unit: UnitId, depth: usize) -> bool {
        const ANSWERING: &[&str] = &[
            "answer", "check", "delete", "dispatch", "do", "emit", "fetch", "get", "handle",
            "handler", "on", "post", "process", "put", "receive", "recv", "request", "respond",
            "run", "send", "serve", "submit", "view", "work",
        ];
        let it = &self.all[unit];
        let makes = matches!(it.name(), "__init__" | "__new__" | "__post_init__");
        let name = match it.class.filter(|_| makes) {
            Some(class) => class.name.as_str(),
            None => it.name(),
        };
        let callers = self.mentions.get(name).into_iter().flatten();
        let mut callers = callers.filter(|it| it.is_call && it.unit != unit);
        let is_called = depth < 4
            && callers.any(|it| {
                it.is_endless
                    || (self.runs(it.unit) == Runs::Often
                        && self.is_served_within(it.unit, depth + 1))
            });
        let given = it.function.into_iter().flat_map(|it| &it.params);
        let is_given = given
            .into_iter()
            .any(|param| words::of_a_name(&param.name) == Space::Open);
        let first = name
            .trim_start_matches('_')
            .split('_')
            .next()
            .unwrap_or(name);
        let begins = ["create", "make", "add"].contains(&first) || self.installs(unit);
        is_called || (!begins && (is_given || ANSWERING.contains(&first)))
    }

    /// Whether a function is called like what is done once, where a program begins.
    pub fn installs(&self, unit: UnitId) -> bool {
        const INSTALLING: &[&str] = &[
            "activate",
            "apply",
            "attach",
            "bootstrap",
            "configure",
            "connect",
            "enable",
            "get_logger",
            "init",
            "install",
            "instrument",
            "listen",
            "load",
            "main",
            "monkey",
            "patch",
            "register",
            "setup",
            "set_up",
            "start",
        ];
        let name = self.all[unit].name();
        let name = if name.starts_with("__") {
            ""
        } else {
            name.trim_start_matches('_')
        };
        INSTALLING.iter().any(|word| name.starts_with(word))
    }

    /// Whether a method runs only while its object is made: nothing calls it but what does.
    pub fn is_of_the_making(&self, unit: UnitId) -> bool {
        self.is_within_the_making(unit, 0)
    }

    fn is_within_the_making(&self, unit: UnitId, depth: usize) -> bool {
        let it = &self.all[unit];
        let Some(class) = it.class else { return false };
        if super::holders::is_of_the_beginning(it.name()) {
            return true;
        }
        let callers = self.mentions.get(it.name()).into_iter().flatten();
        let mut callers = callers.filter(|it| it.unit != unit).peekable();
        depth < 6
            && it.name().starts_with('_')
            && callers.peek().is_some()
            && callers.all(|caller| {
                let is_its = self.all[caller.unit]
                    .class
                    .is_some_and(|it| it.range == class.range);
                caller.is_call && is_its && self.is_within_the_making(caller.unit, depth + 1)
            })
    }

    /// Where something that runs often calls a function of this name.
    pub fn caller(&self, name: &str) -> Option<(UnitId, Range)> {
        let all = self.mentions.get(name).into_iter().flatten();
        let mut often = all.filter(|it| it.is_call && self.runs(it.unit) == Runs::Often);
        often.next().map(|it| (it.unit, it.range))
    }

    /// The class of a name.
    pub fn class(&self, name: &str) -> Option<&'a Class> {
        let found = self.classes.iter().find(|(class, _)| class.name == name);
        found.map(|(class, _)| *class)
    }

    /// A class and those that it inherits from, as far as they stand in the file, nearest first.
    pub fn lineage(&self, class: &'a Class) -> Vec<&'a Class> {
        let mut all = vec![class];
        let mut at = 0;
        while let Some(class) = all.get(at) {
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
        let is_its = move |unit: &Unit<'a>| unit.class.is_some_and(|it| it.range == class.range);
        (self.all.iter().enumerate()).filter(move |(_, unit)| is_its(unit))
    }

    /// The unit that a name of the file's own functions stands for, if it is one.
    pub fn function(&self, name: &str) -> Option<UnitId> {
        let is_it = |unit: &Unit<'a>| unit.class.is_none() && unit.name() == name;
        self.all.iter().skip(1).position(is_it).map(|at| at + 1)
    }

    /// A unit and those it is defined in, the innermost first.
    pub fn outward(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        std::iter::successors(Some(unit), |id| self.all[*id].parent)
    }

    fn learn_mentions(&mut self, text: &str) {
        let mut found: Vec<(&'a str, Mention)> = Vec::new();
        for (id, unit) in self.all.iter().enumerate() {
            for spot in &unit.spots {
                let is_once = spot.guards.iter().any(|guard| is_a_mark(guard, unit, text));
                mentions_in(spot, (id, is_once), &mut found);
            }
        }
        for (class, id) in &self.classes {
            let all = spots(&class.body);
            all.iter()
                .for_each(|spot| mentions_in(spot, (*id, false), &mut found));
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

    fn work_out(&self, unit: UnitId, known: &mut Vec<Option<Runs>>, depth: usize) -> Runs {
        /// How many calls are followed upwards.
        const DEEPEST: usize = 40;
        if let Some(runs) = known[unit] {
            return runs;
        }
        let it = &self.all[unit];
        let Some(function) = it.function else {
            known[unit] = Some(Runs::Once);
            return Runs::Once;
        };
        // What calls itself does not run more often because of that.
        known[unit] = Some(Runs::Once);
        let is_decorator = gives_back(function);
        let mut mentions = self.mentions_of(it);
        // What names itself may be another of that name.
        mentions.retain(|it| it.unit != unit);
        if is_decorator {
            mentions.retain(|it| it.is_call);
        }
        let runs = match mentions.is_empty() {
            _ if depth > DEEPEST || self.is_a_test(it) => Runs::Once,
            _ if is_of_definitions(function) => match self.defines_often(it, known, depth) {
                true => Runs::Often,
                false => Runs::Once,
            },
            true => self.unmentioned(unit, is_decorator, known, depth),
            false => {
                // What is handed on while the file is imported is called back later.
                let is_often = |it: &&Mention| it.is_endless || !it.is_call;
                let mut often = mentions.iter().any(is_often);
                for mention in mentions.iter().filter(|it| !it.is_once) {
                    often = often || self.work_out(mention.unit, known, depth + 1) == Runs::Often;
                }
                if often { Runs::Often } else { Runs::Once }
            }
        };
        known[unit] = Some(runs);
        runs
    }

    /// Whether something that runs often defines a class that a method of a metaclass, or of a base, is asked about.
    fn defines_often(&self, unit: &Unit<'a>, known: &mut Vec<Option<Runs>>, depth: usize) -> bool {
        let Some(class) = unit.class else {
            return false;
        };
        let is_asked = |it: &&'a Class| {
            self.lineage(it).iter().any(|base| {
                let head = Range::new(
                    base.range.start,
                    base.body
                        .first()
                        .map_or(base.range.end, |it| it.range.start),
                );
                let by_meta = head
                    .of(self.text)
                    .contains(&format!("metaclass={}", class.name));
                by_meta || (base.range == class.range && it.range != class.range)
            })
        };
        let within: Vec<UnitId> = (self.classes.iter())
            .filter(|(it, unit)| *unit > 0 && is_asked(&it))
            .map(|(_, unit)| *unit)
            .collect();
        within
            .into_iter()
            .any(|unit| self.work_out(unit, known, depth + 1) == Runs::Often)
    }

    /// What calls a unit or hands it on; of what makes objects, whatever makes one of its class.
    fn mentions_of(&self, unit: &Unit<'a>) -> Vec<&Mention> {
        let name = unit.name();
        let makes = matches!(
            name,
            "__init__" | "__new__" | "__post_init__" | "__attrs_post_init__"
        );
        let names: Vec<&str> = match unit.class {
            Some(class) if makes => {
                let below = self.classes.iter().map(|(it, _)| *it);
                let below = below.filter(|it| {
                    self.lineage(it)
                        .iter()
                        .any(|base| base.range == class.range)
                });
                below.map(|it| it.name.as_str()).collect()
            }
            _ => vec![name],
        };
        let known = names.into_iter().filter_map(|name| self.mentions.get(name));
        let all = known.flatten();
        match makes {
            // A class is handed on to be asked about, more often than to be called.
            true => all.filter(|it| it.is_call).collect(),
            false => all.collect(),
        }
    }

    /// How often something runs that nothing in the file calls.
    fn unmentioned(
        &self,
        unit: UnitId,
        is_decorator: bool,
        known: &mut Vec<Option<Runs>>,
        depth: usize,
    ) -> Runs {
        const ONCE: &[&str] = &[
            "main",
            "setup_module",
            "pytest_configure",
            "includeme",
            "setUpModule",
        ];
        let it = &self.all[unit];
        let is_bare = it.function.is_some_and(|it| it.decorators.is_empty());
        match it.parent {
            // One that is only defined there, as a view is by its decorator, or that a decorator returns.
            Some(parent) if parent > 0 && it.class.is_none() && (is_bare || is_decorator) => {
                self.work_out(parent, known, depth + 1)
            }
            _ if is_decorator || ONCE.contains(&it.name()) => Runs::Once,
            _ => Runs::Often,
        }
    }

    fn is_a_test(&self, unit: &Unit<'a>) -> bool {
        let is_case = |class: &&Class| {
            let mut bases = self.lineage(class).into_iter().flat_map(|it| &it.bases);
            bases.any(|base| last_name(base).is_some_and(|name| name.ends_with("TestCase")))
        };
        unit.name().starts_with("test_") || unit.class.as_ref().is_some_and(is_case)
    }
}

/// Whether a condition asks for a mark that the same function sets: what follows is done once.
pub(super) fn is_a_mark(guard: &Guard<'_>, unit: &Unit<'_>, text: &str) -> bool {
    let asked = match &guard.test.kind {
        ExprKind::Not(inner) => inner,
        ExprKind::Compare {
            op: CompareOp::Is | CompareOp::IsNot | CompareOp::Eq | CompareOp::NotEq,
            left,
            ..
        } => left,
        _ => guard.test,
    };
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

/// What a statement calls and hands on.
fn mentions_in<'a>(
    spot: &Spot<'a>,
    (unit, is_once): (UnitId, bool),
    found: &mut Vec<(&'a str, Mention)>,
) {
    let is_endless = spot.around == Loop::Endless;
    let mut note = |expr: &'a Expr, is_call: bool| {
        let mention = Mention {
            unit,
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
            ExprKind::Call { func, .. } => {
                called.insert(func.range.end);
                note(func, true);
            }
            ExprKind::Name(_) | ExprKind::Attribute { .. }
                if !called.contains(&inner.range.end) =>
            {
                note(inner, false);
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
    decorators.iter().for_each(|expr| note(expr, true));
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

/// The last part of a dotted name; of a call, that of what is called.
pub(super) fn last_name(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => Some(name),
        ExprKind::Call { func, .. } => last_name(func),
        ExprKind::Subscript { value, .. } => last_name(value),
        _ => None,
    }
}

/// Whether a function runs when a class is made.
fn is_of_definitions(function: &Function) -> bool {
    let is_of_a_metaclass = matches!(function.params.first(), Some(first) if matches!(first.name.as_str(), "mcs" | "mcls" | "metacls" | "meta"))
        || (function.name == "__init__"
            && matches!(function.params.first(), Some(first) if first.name == "cls"));
    matches!(
        function.name.as_str(),
        "__init_subclass__" | "__set_name__" | "__prepare__"
    ) || is_of_a_metaclass
}

/// Whether a function gives back what it is given first, or a function that does: it is a decorator, and those run
/// when something is defined.
fn gives_back(function: &Function) -> bool {
    let mut params = function
        .params
        .iter()
        .filter(|it| !matches!(it.name.as_str(), "self" | "cls"));
    let first = params.next().map(|it| it.name.as_str());
    let mut inner: Vec<&Function> = Vec::new();
    let mut returned: Vec<&str> = Vec::new();
    own_statements(&function.body, &mut |stmt| match &stmt.kind {
        StmtKind::Function(it) => inner.push(it),
        StmtKind::Return(Some(value)) => {
            if let ExprKind::Name(name) = &value.kind {
                returned.push(name);
            }
        }
        _ => {}
    });
    let gives_inner = |it: &&&Function| returned.contains(&it.name.as_str());
    // What comes with a call and is passed on is no function.
    let is_defined = |it: &str| words::of_a_name(it) != Space::Open;
    first.is_some_and(|first| is_defined(first) && returned.contains(&first))
        || inner.iter().filter(gives_inner).any(|it| gives_back(it))
}

/// Whether a condition is asked about the same thing in two places, as written.
pub(super) fn is_same(a: &Guard<'_>, b: &Guard<'_>, text: &str) -> bool {
    a.holds == b.holds && a.test.range.of(text) == b.test.range.of(text)
}
