//! Operations that raise now and then, such as `a.b` and `a / b`: an edge for each would drown the graph.
//! They have one where a handler around them waits for just that, or for anything and nothing else there
//! could raise: otherwise what the handler does would be dead code.

use super::Builder;
use crate::cfg::{Catches, StepKind, VarId};
use crate::syntax::ast::{ExprKind, Handler, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

/// What an attribute that is not there raises.
pub(super) const ATTRIBUTE: &[&str] = &["AttributeError"];
/// What a name that is bound to nothing raises.
pub(super) const NAME: &[&str] = &["NameError", "UnboundLocalError"];
/// What an operator raises: also `%` of a string, and formatting.
pub(super) const OPERATION: &[&str] = &[
    "TypeError",
    "ValueError",
    "ZeroDivisionError",
    "OverflowError",
    "ArithmeticError",
    "UnicodeError",
];
/// What taking something apart raises.
pub(super) const UNPACKING: &[&str] = &["ValueError", "TypeError"];

/// What the handlers of a `try` wait for.
pub(super) struct Awaited {
    classes: Vec<String>,
    /// Whether any operation may raise it, as no other could.
    by_anything: bool,
}

impl Builder<'_> {
    /// Builds statements that handlers guard.
    pub(super) fn awaited(&mut self, body: &[Stmt], handlers: &[Handler]) {
        let classes = handlers.iter().flat_map(|handler| {
            match super::trying::catches(handler.types.as_ref()) {
                Catches::Types(names) => names,
                Catches::Everything | Catches::Unknown => vec!["Exception".to_owned()],
            }
        });
        self.awaited.push(Awaited {
            classes: classes.collect(),
            by_anything: !body.iter().any(may_raise),
        });
        self.statements(body);
        self.awaited.pop();
    }

    /// An operation may raise one of these here, if a handler waits for it; `about` is what it is done with.
    pub(super) fn slip(&mut self, range: Range, classes: &[&str], about: Option<VarId>) {
        // A name of the scope is bound, as a rule.
        let is_own_name = classes == NAME && about.is_some();
        let by_this = |it: &Awaited| {
            let of = it.classes.iter();
            let of = of.filter(|class| {
                (it.by_anything && !is_own_name) || classes.contains(&class.as_str())
            });
            of.cloned().collect::<Vec<_>>()
        };
        for class in self.awaited.iter().flat_map(by_this).collect::<Vec<_>>() {
            self.emit_fallible(range, StepKind::Slip { class, about });
        }
    }
}

/// Whether there is something in a statement that has an edge of its own to handlers.
fn may_raise(stmt: &Stmt) -> bool {
    let mut raises = false;
    visit::statements(std::slice::from_ref(stmt), &mut |stmt| {
        raises |= match &stmt.kind {
            StmtKind::Expr(_)
            | StmtKind::Assign { .. }
            | StmtKind::AnnAssign { .. }
            | StmtKind::AugAssign { .. }
            | StmtKind::Return(_)
            | StmtKind::If { .. }
            | StmtKind::While { .. }
            | StmtKind::Delete(_)
            | StmtKind::Pass
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_) => visit::mentions(stmt, &|expr| {
                matches!(
                    expr.kind,
                    ExprKind::Call { .. }
                        | ExprKind::Subscript { .. }
                        | ExprKind::Await(_)
                        | ExprKind::Yield { .. }
                        | ExprKind::Comprehension { .. }
                )
            }),
            _ => true,
        };
    });
    raises
}
