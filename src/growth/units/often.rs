//! How often functions run, from who calls them.

use super::mentions::Mention;
use super::{Runs, Unit, UnitId, Units, last_name};
use crate::growth::keys::Space;
use crate::growth::words;
use crate::syntax::ast::{Class, ExprKind, Function, StmtKind};
use crate::syntax::names::own_statements;
use crate::syntax::visit;
use crate::text::Range;

impl<'a> Units<'a> {
    pub(super) fn work_out(
        &self,
        unit: UnitId,
        known: &mut Vec<Option<Runs>>,
        depth: usize,
    ) -> Runs {
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
        let is_decorator = gives_back(function) || is_called_a_decorator(function);
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
    pub(super) fn defines_often(
        &self,
        unit: &Unit<'a>,
        known: &mut Vec<Option<Runs>>,
        depth: usize,
    ) -> bool {
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
            .filter(|(it, unit)| *unit > 0 && is_asked(it))
            .map(|(_, unit)| *unit)
            .collect();
        within
            .into_iter()
            .any(|unit| self.work_out(unit, known, depth + 1) == Runs::Often)
    }

    /// What calls a unit or hands it on; of what makes objects, whatever makes one of its class.
    pub(super) fn mentions_of(&self, unit: &Unit<'a>) -> Vec<&Mention<'a>> {
        let name = unit.name();
        let makes = matches!(
            name,
            "__init__" | "__new__" | "__post_init__" | "__attrs_post_init__"
        );
        let names: Vec<&str> = match unit.class {
            Some(class) if makes => self.below(class).to_vec(),
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
    pub(super) fn unmentioned(
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
            _ if it.function.is_some_and(is_called_a_decorator) => Runs::Once,
            // One that is only defined there, as a view is by its decorator, or that a decorator returns.
            Some(parent) if parent > 0 && it.class.is_none() && (is_bare || is_decorator) => {
                self.work_out(parent, known, depth + 1)
            }
            _ if is_decorator || ONCE.contains(&it.name()) => Runs::Once,
            _ => Runs::Often,
        }
    }

    /// Whether a unit is a test.
    pub fn is_a_test(&self, unit: &Unit<'a>) -> bool {
        let is_case = |class: &&'a Class| {
            let mut bases = self.lineage(class).into_iter().flat_map(|it| &it.bases);
            bases.any(|base| last_name(base).is_some_and(|name| name.ends_with("TestCase")))
        };
        unit.name().starts_with("test_") || unit.class.as_ref().is_some_and(is_case)
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

/// Whether a function gives back what it is given first, or a function that does or that calls it: it is a decorator,
/// and those run when something is defined.
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
    first.is_some_and(|first| {
        let wraps = inner.iter().filter(gives_inner).any(|it| calls(it, first));
        is_defined(first) && (wraps || returned.contains(&first))
    }) || inner.iter().filter(gives_inner).any(|it| gives_back(it))
}

/// Whether a function says by its name and that of what it is given that it decorates functions or classes.
fn is_called_a_decorator(function: &Function) -> bool {
    const GIVEN: &[&str] = &[
        "callable_",
        "cls",
        "f",
        "fn",
        "func",
        "function",
        "klass",
        "method",
    ];
    let is_given = matches!(&function.params[..], [only] if GIVEN.contains(&only.name.as_str()));
    is_given && function.name.contains("decorat")
}

/// Whether a function calls what a name stands for.
fn calls(function: &Function, name: &str) -> bool {
    let mut any = false;
    own_statements(&function.body, &mut |stmt| {
        any |= visit::mentions(
            stmt,
            &|it| matches!(&it.kind, ExprKind::Call { func, .. } if matches!(&func.kind, ExprKind::Name(it) if it == name)),
        );
    });
    any
}
