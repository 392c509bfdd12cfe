//! Whether a call fits what it calls, where that stands in the file.

use super::call::Given;
use super::machine::Machine;
use super::program::decorator_name;
use super::value::{Error, Kind, State, V};
use super::{Fault, FaultKind};
use crate::syntax::ast::{Function, Param};
use crate::text::{Range, shorten};

impl Machine<'_> {
    /// How many values a function of the file can be given without naming them, at least and at most;
    /// nothing at all where more has to be named.
    pub(super) fn expects(&self, function: &V) -> Option<(usize, usize)> {
        let Kind::Function(scope, _) = function.kind else {
            return None;
        };
        let params = &self.function(scope)?.params;
        if params
            .iter()
            .any(|param| param.is_by_name && is_needed(param))
        {
            return Some((usize::MAX, 0));
        }
        let own = params.iter().filter(|param| is_by_place(param));
        let least = own.clone().filter(|param| is_needed(param)).count();
        let is_open = params.iter().any(is_rest);
        Some((least, if is_open { usize::MAX } else { own.count() }))
    }

    /// Whether a function or a class of the file is certainly called with other arguments than it takes.
    pub(super) fn misfits(&self, func: &V, args: &[Given]) -> bool {
        let (function, before) = match &func.kind {
            Kind::Function(scope, _) => (self.function(*scope), 0),
            Kind::Partial(inner, before) => match inner.kind {
                Kind::Function(scope, _) => (self.function(scope), before.len()),
                _ => return false,
            },
            Kind::Class(class, _) => match self.program.method(*class, "__init__", 4) {
                Some(init) => (self.function(init), 1),
                None => return !args.is_empty() && self.program.is_bare(*class),
            },
            _ => return false,
        };
        function.is_some_and(|it| is_as_written(it) && !takes(&it.params, before, args))
    }

    /// Such a call raises.
    pub(super) fn misfit(&mut self, state: &mut State, range: Range) -> bool {
        state.faults.push(Fault {
            what: shorten(self.program.code(range), 60),
            ..Fault::at(FaultKind::Misfit, self.program.line(range), 0)
        });
        self.raise(state, Error::own("TypeError"))
    }
}

/// Whether parameters take what is given: so many values that are there before, and these arguments.
fn takes(params: &[Param], before: usize, args: &[Given]) -> bool {
    let by_place: Vec<&Param> = params.iter().filter(|param| is_by_place(param)).collect();
    let count = before + args.iter().filter(|(keyword, _)| keyword.is_none()).count();
    let names: Vec<&str> = args
        .iter()
        .filter_map(|(name, _)| name.as_deref())
        .collect();
    let is_open = params.iter().any(is_rest);
    let takes_names = params
        .iter()
        .any(|param| param.is_starred && param.is_by_name);
    let is_given = |param: &Param| {
        by_place
            .iter()
            .take(count)
            .any(|own| own.name == param.name)
            || names.contains(&param.name.as_str())
    };
    let is_known = |name: &&str| {
        let mut rest = params.iter().filter(|param| !param.is_starred);
        let at = by_place.iter().position(|param| param.name == **name);
        at.is_none_or(|at| at >= count) && (takes_names || rest.any(|param| param.name == **name))
    };
    (is_open || count <= by_place.len())
        && names.iter().all(is_known)
        && params.iter().filter(|param| is_needed(param)).all(is_given)
}

/// Whether a value that is not named can be given to it.
pub(super) fn is_by_place(param: &Param) -> bool {
    !param.is_starred && !param.is_by_name
}

fn is_needed(param: &Param) -> bool {
    !param.is_starred && param.default.is_none()
}

fn is_rest(param: &Param) -> bool {
    param.is_starred && !param.is_by_name
}

/// Whether a function is called as it is written: no decorator takes or gives arguments of its own.
fn is_as_written(function: &Function) -> bool {
    let is_transparent = |name: &str| {
        matches!(
            name,
            "contextmanager"
                | "asynccontextmanager"
                | "staticmethod"
                | "classmethod"
                | "property"
                | "cache"
                | "lru_cache"
                | "cached_property"
                | "wraps"
                | "abstractmethod"
                | "override"
        )
    };
    (function.decorators.iter()).all(|decorator| is_transparent(decorator_name(decorator)))
}
