//! Calls.

use super::{Builder, Value, VarId};
use crate::cfg::CallArg;
use crate::syntax::ast::{Arg, Expr, ExprKind};
use crate::text::Range;

impl Builder<'_> {
    pub(super) fn call(&mut self, range: Range, func: &Expr, args: &[Arg]) -> VarId {
        let func = self.expr(func);
        let args = self.call_args(args);
        self.fallible_temp(range, Value::Call { func, args })
    }

    pub(super) fn call_args(&mut self, args: &[Arg]) -> Vec<CallArg> {
        args.iter().map(|arg| self.call_arg(arg)).collect()
    }

    fn call_arg(&mut self, arg: &Arg) -> CallArg {
        let (starred, value) = match &arg.value.kind {
            ExprKind::Starred(inner) => (true, inner.as_ref()),
            _ => (false, &arg.value),
        };
        CallArg {
            keyword: arg.keyword.clone(),
            starred,
            var: self.expr(value),
        }
    }
}
