//! Where what a local name stands for goes: nowhere, on with a call, or to where it stays.

use super::{Unit, last_name};
use crate::syntax::ast::{Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use rustc_hash::FxHashSet;

/// The names of a unit by where what they stand for goes.
#[derive(Default)]
pub(super) struct Kept<'a> {
    given: FxHashSet<&'a str>,
    left: FxHashSet<&'a str>,
}

impl<'a> Unit<'a> {
    /// Whether what a name stands for is an argument of something that the unit calls.
    pub fn gives_away(&self, name: &str) -> bool {
        self.kept().given.contains(name)
    }

    /// Whether what a name stands for goes where it stays: it is returned, stored, or given to whoever asks for the next.
    pub fn leaves_behind(&self, name: &str) -> bool {
        self.kept().left.contains(name)
    }

    fn kept(&self) -> &Kept<'a> {
        self.kept.get_or_init(|| {
            // What a `with` is given goes when it ends.
            let decorators = self.function.into_iter().flat_map(|it| &it.decorators);
            let mut decorators = decorators.filter_map(last_name);
            let is_lent = decorators.any(|it| it.ends_with("contextmanager"));
            let mut kept = Kept::default();
            for spot in &self.spots {
                match &spot.stmt.kind {
                    StmtKind::Return(Some(value)) => match &value.kind {
                        ExprKind::Tuple(parts) => {
                            kept.left.extend(parts.iter().filter_map(name_of));
                        }
                        _ => kept.left.extend(name_of(value)),
                    },
                    StmtKind::Assign { value, .. } => kept.left.extend(name_of(value)),
                    _ => {}
                }
                for expr in visit::expressions(spot.stmt) {
                    visit::subexpressions(expr, &mut |inner| match &inner.kind {
                        ExprKind::Call { args, .. } => {
                            kept.given
                                .extend(args.iter().filter_map(|it| name_of(&it.value)));
                        }
                        ExprKind::Yield {
                            value: Some(value), ..
                        } if !is_lent => kept.left.extend(name_of(value)),
                        _ => {}
                    });
                }
            }
            kept
        })
    }
}

fn name_of(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name),
        _ => None,
    }
}
