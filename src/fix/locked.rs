//! Locks: what stands between taking one and giving it back goes into a `with`, or into a `try`.

use super::place::Guarded;
use super::{Proposal, Replacement, Shape};
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

/// Classes whose objects can be entered, by the ends of their dotted names.
const LOCKS: &[&str] = &[
    "BoundedSemaphore",
    "Condition",
    "Lock",
    "RLock",
    "Semaphore",
];

/// Where a lock is taken: what it is, as it is written, and whether that is awaited.
struct Taken<'e> {
    lock: &'e Expr,
    is_awaited: bool,
}

impl<'m> Shape<'_, 'm> {
    /// `lock.acquire()` and `lock.release()` with something between become `with lock:`, or get a `finally`.
    pub(super) fn hold_while_needed(&self) -> Vec<Proposal> {
        let with = self.hold(true);
        let by_hand = self.hold(false);
        with.into_iter().chain(by_hand).collect()
    }

    fn hold(&self, with: bool) -> Option<Proposal> {
        let place = self.place()?;
        let stmt = place.stmt();
        let taken = called(stmt, "acquire")?;
        let lock = self.source(taken.lock.range);
        if !self.is_alone(stmt) || (with && !self.is_a_lock(taken.lock)) {
            return None;
        }
        let after = &place.suite[place.at + 1..];
        let is_release = |stmt: &Stmt| {
            called(stmt, "release").is_some_and(|it| self.source(it.lock.range) == lock)
        };
        let at = after.iter().position(is_release)?;
        let guarded = Guarded {
            stmts: &after[..at],
            release: Some(&after[at]),
        };
        let last = guarded.stmts.last()?;
        let root = lock.split('.').next().unwrap_or_default();
        if self.is_bound_again(root, guarded.stmts) || self.mentions(guarded.stmts, lock) {
            return None;
        }
        let mut edits = self.body(&place, &guarded, lock)?;
        let line = format!("{}{}", self.newline(), self.indent(stmt)?);
        let insert = |at: u32, text: String| Replacement {
            range: Range::new(at, at),
            text,
        };
        if with {
            let word = if taken.is_awaited {
                "async with"
            } else {
                "with"
            };
            edits.push(Replacement {
                range: stmt.range,
                text: format!("{word} {lock}:"),
            });
            return Some(Proposal {
                title: format!("Use `{word}`"),
                edits,
            });
        }
        edits.push(insert(self.line_end(stmt), format!("{line}try:")));
        let release = format!("{line}finally:{line}{}{lock}.release()", self.unit());
        edits.push(insert(self.line_end(last), release));
        Some(Proposal {
            title: format!("Call `{lock}.release()` in a `finally`"),
            edits,
        })
    }

    /// Whether the file makes a lock under this name, or under an attribute of this name.
    fn is_a_lock(&self, lock: &Expr) -> bool {
        let name = |expr: &Expr| match &expr.kind {
            ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => Some(name.clone()),
            _ => None,
        };
        let wanted = name(lock);
        let (mut makes, mut others) = (false, false);
        visit::statements(&self.module.body, &mut |stmt| {
            let StmtKind::Assign { targets, value } = &stmt.kind else {
                return;
            };
            if targets.iter().any(|target| name(target) == wanted) {
                let made = match &value.kind {
                    ExprKind::Call { func, .. } => self.path(func),
                    _ => String::new(),
                };
                let (module, class) = made.rsplit_once('.').unwrap_or_default();
                let is_lock = ["threading", "asyncio", "multiprocessing"].contains(&module)
                    && LOCKS.contains(&class);
                makes |= is_lock;
                others |= !is_lock;
            }
        });
        makes && !others
    }

    /// Whether something is asked of a lock in some statements.
    fn mentions(&self, stmts: &[Stmt], lock: &str) -> bool {
        let mut any = false;
        visit::all_expressions(stmts, &mut |expr| any |= self.source(expr.range) == lock);
        any
    }
}

/// What a method without arguments is called on, if a statement does nothing else.
fn called<'s>(stmt: &'s Stmt, method: &str) -> Option<Taken<'s>> {
    let StmtKind::Expr(expr) = &stmt.kind else {
        return None;
    };
    let (call, is_awaited) = match &expr.kind {
        ExprKind::Await(call) => (&**call, true),
        _ => (expr, false),
    };
    let ExprKind::Call { func, args } = &call.kind else {
        return None;
    };
    match &func.kind {
        ExprKind::Attribute { value, attr } if attr == method && args.is_empty() => Some(Taken {
            lock: value,
            is_awaited,
        }),
        _ => None,
    }
}
