//! Assignments: names, attributes, items, and taking tuples apart.

use super::expr::only;
use super::slips::{ATTRIBUTE, OPERATION, UNPACKING};
use super::{Builder, StepKind, Value, VarId};
use crate::syntax::ast::{CompareOp, Expr, ExprKind};
use crate::text::Range;

/// Whether an expression asks whether something is a constant.
fn is_test(expr: &Expr) -> bool {
    let is_constant = |it: &Expr| matches!(it.kind, ExprKind::Constant(_));
    match &expr.kind {
        ExprKind::Compare {
            op: CompareOp::Eq | CompareOp::NotEq | CompareOp::Is | CompareOp::IsNot,
            left,
            right,
        } => is_constant(left) || is_constant(right),
        _ => false,
    }
}

impl Builder<'_> {
    pub(super) fn assignment(&mut self, targets: &[Expr], value: &Expr) {
        if let [target] = targets
            && let (ExprKind::Tuple(to), ExprKind::Tuple(from)) = (&target.kind, &value.kind)
            && to.len() == from.len()
            && !to
                .iter()
                .chain(from)
                .any(|part| matches!(part.kind, ExprKind::Starred(_)))
        {
            // Element by element, all evaluated before the first is bound.
            let values: Vec<_> = from.iter().map(|part| self.detached(part)).collect();
            for (target, value) in to.iter().zip(values) {
                self.bind(target, value);
            }
            return;
        }
        let is_name = |target: &Expr| matches!(target.kind, ExprKind::Name(_));
        let value = match is_test(value) && targets.iter().all(is_name) {
            // So that what is true of the flag is true of what it was made from.
            true => self.truth(value),
            false => self.expr(value),
        };
        for target in targets {
            self.bind(target, value);
        }
    }

    /// The value of an expression in a temporary of its own, so that rebinding a name keeps it.
    pub(super) fn detached(&mut self, expr: &Expr) -> VarId {
        let value = self.expr(expr);
        if self.cfg.var(value).name.is_empty() {
            return value;
        }
        self.temp(expr.range, Value::Copy(value))
    }

    /// Binds a value to a target.
    pub(super) fn bind(&mut self, target: &Expr, value: VarId) {
        match &target.kind {
            ExprKind::Name(name) => {
                let dst = self.local(name);
                self.assign(target.range, dst, Value::Copy(value));
            }
            ExprKind::Attribute { value: base, attr } => {
                let base = self.expr(base);
                self.slip(target.range, ATTRIBUTE, Some(base));
                self.emit(
                    target.range,
                    StepKind::StoreAttr {
                        base,
                        attr: attr.clone(),
                        value,
                    },
                );
            }
            ExprKind::Subscript { value: base, index } => {
                let base = self.expr(base);
                let keys: Vec<VarId> = index.iter().map(|index| self.expr(index)).collect();
                let key = only(&keys);
                self.emit_fallible(target.range, StepKind::StoreItem { base, key, value });
                // A dictionary keeps its keys as well.
                let is_object = |key: &Expr| matches!(key.kind, ExprKind::Name(_));
                for (_, value) in index.iter().zip(keys).filter(|(key, _)| is_object(key)) {
                    self.emit(target.range, StepKind::Collect { into: base, value });
                }
            }
            ExprKind::Tuple(parts) | ExprKind::List(parts) => {
                self.slip(target.range, UNPACKING, None);
                self.unpack(parts, value);
            }
            ExprKind::Starred(inner) => self.bind(inner, value),
            _ => {
                self.expr(target);
            }
        }
    }

    fn unpack(&mut self, parts: &[Expr], value: VarId) {
        let starred = parts
            .iter()
            .position(|part| matches!(part.kind, ExprKind::Starred(_)));
        for (at, part) in parts.iter().enumerate() {
            let index = Some(at).filter(|at| starred.is_none_or(|starred| *at < starred));
            let element = self.temp(part.range, Value::Element { of: value, index });
            self.bind(part, element);
        }
    }

    pub(super) fn augmented(&mut self, range: Range, target: &Expr, value: &Expr) {
        let old = self.expr(target);
        let value = self.expr(value);
        self.slip(range, OPERATION, None);
        let sum = self.temp(
            range,
            Value::Operation {
                op: "+=",
                parts: vec![old, value],
            },
        );
        self.bind(target, sum);
    }
}
