//! What a parameter may be: by its annotation, its name, and what the file gives it.

use super::{Keys, Space, all};
use crate::growth::units::{UnitId, last_name};
use crate::growth::words;
use crate::syntax::ast::{Constant, Expr, ExprKind, Param};

impl<'a> Keys<'_, 'a> {
    pub(in crate::growth) fn of_a_param(
        &self,
        param: &'a Param,
        unit: UnitId,
        depth: usize,
    ) -> Space {
        let annotation = param.annotation.as_ref();
        if annotation.is_some_and(|it| self.is_of_a_few(it)) {
            return Space::Closed;
        }
        // A flag.
        let is_flag = matches!(
            param.default.as_ref().map(|it| &it.kind),
            Some(ExprKind::Constant(Constant::Bool(_)))
        );
        if is_flag {
            return Space::Closed;
        }
        match words::of_a_name(&param.name) {
            Space::Unknown if annotation.is_some_and(is_of_many) => Space::Open,
            Space::Open => match self.of_those_given(param, unit, depth) {
                Space::Closed => Space::Closed,
                _ => Space::Open,
            },
            Space::Unknown => self.of_those_given(param, unit, depth),
            Space::Closed => match self.of_those_given(param, unit, depth) {
                Space::Open => Space::Open,
                _ => Space::Closed,
            },
        }
    }

    /// What the calls of the file give a parameter: as many as the widest, if there is one.
    fn of_those_given(&self, param: &Param, unit: UnitId, depth: usize) -> Space {
        /// Most calls that are looked at.
        const MOST: usize = 8;
        let it = &self.units.all[unit];
        let Some(function) = it.function else {
            return Space::Unknown;
        };
        let skipped = usize::from(it.this().is_some());
        let place = function.params.iter().position(|it| it.name == param.name);
        let calls = self.units.calls_of(unit).take(MOST);
        let given = calls.filter_map(|(caller, args)| {
            let by_name = args
                .iter()
                .find(|arg| arg.keyword.as_deref() == Some(&param.name));
            let by_place = || args.get(place?.checked_sub(skipped)?);
            let arg = by_name.or_else(by_place)?;
            Some(self.of(&arg.value, caller, depth + 2))
        });
        let given: Vec<Space> = given.collect();
        match given.is_empty() {
            true => Space::Unknown,
            false => all(given.into_iter()),
        }
    }

    /// Whether an annotation says that there are few: an enumeration, `bool`, `Literal[…]`, `type[…]`.
    fn is_of_a_few(&self, annotation: &Expr) -> bool {
        match &annotation.kind {
            ExprKind::Subscript { value, index } => {
                let name = last_name(value).unwrap_or_default();
                matches!(name, "Literal" | "type" | "Type" | "Callable")
                    || (name == "Optional" && index.iter().all(|it| self.is_of_a_few(it)))
            }
            ExprKind::Name(name) => {
                matches!(name.as_str(), "bool" | "type" | "Callable")
                    || self.units.class(name).is_some_and(|it| self.is_enum(it))
            }
            ExprKind::Operation { op: "|", parts } => {
                let is_none = |it: &Expr| matches!(it.kind, ExprKind::Constant(Constant::None));
                parts.iter().all(|it| is_none(it) || self.is_of_a_few(it))
            }
            _ => false,
        }
    }
}

/// Whether an annotation says that there are many: a moment, an identifier, a piece of data.
fn is_of_many(annotation: &Expr) -> bool {
    matches!(
        last_name(annotation),
        Some(
            "UUID"
                | "datetime"
                | "bytes"
                | "float"
                | "Decimal"
                | "Request"
                | "WebSocket"
                | "Message"
        )
    )
}
