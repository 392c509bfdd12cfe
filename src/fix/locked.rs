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
        if !self.is_alone(stmt)
            || (with && !self.is_a_lock(taken.lock))
            || self.is_given_back_by_others(taken.lock)
        {
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

    /// Whether the lock is given back somewhere by who has not taken it there: then it may be held on purpose, or be
    /// given back already where something fails.
    fn is_given_back_by_others(&self, lock: &Expr) -> bool {
        let wanted = name(lock);
        let is_it = |it: &Expr| name(it) == wanted;
        let mut all = 0;
        visit::all_expressions(&self.module.body, &mut |expr| {
            if let ExprKind::Attribute { value, attr } = &expr.kind {
                all += usize::from(attr == "release" && is_it(value));
            }
        });
        let mut paired = 0;
        let mut count = |body: &[Stmt]| {
            let mut is_taken = false;
            for stmt in body {
                is_taken |= called(stmt, "acquire").is_some_and(|it| is_it(it.lock));
                if is_taken && called(stmt, "release").is_some_and(|it| is_it(it.lock)) {
                    (is_taken, paired) = (false, paired + 1);
                }
            }
        };
        count(&self.module.body);
        visit::statements(&self.module.body, &mut |stmt| {
            visit::bodies(stmt).into_iter().for_each(&mut count);
        });
        all > paired
    }

    /// Whether the file makes a lock of a name of the module, or of an attribute of the object whose method this is.
    fn is_a_lock(&self, lock: &Expr) -> bool {
        let function = self.function_around();
        let within = match (&lock.kind, function) {
            (ExprKind::Name(it), Some(function))
                if function.names_bound().contains(it.as_str()) =>
            {
                return false;
            }
            (ExprKind::Name(_), _) => Range::new(0, u32::MAX),
            (ExprKind::Attribute { value, .. }, Some(function)) => {
                let this = function.params.first().map(|it| it.name.as_str());
                let is_this =
                    matches!(&value.kind, ExprKind::Name(it) if Some(it.as_str()) == this);
                match self.class_around().filter(|_| is_this) {
                    Some(class) => class,
                    None => return false,
                }
            }
            _ => return false,
        };
        let wanted = name(lock);
        let (mut makes, mut others) = (false, false);
        visit::statements(&self.module.body, &mut |stmt| {
            let StmtKind::Assign { targets, value } = &stmt.kind else {
                return;
            };
            if within.covers(stmt.range) && targets.iter().any(|target| name(target) == wanted) {
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

    /// Whether something is asked of a lock in some statements, or somebody else goes on between them.
    fn mentions(&self, stmts: &[Stmt], lock: &str) -> bool {
        let mut any = false;
        visit::all_expressions(stmts, &mut |expr| {
            any |= self.source(expr.range) == lock || matches!(expr.kind, ExprKind::Yield { .. });
        });
        any
    }
}

/// The last part of a dotted name.
fn name(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => Some(name.clone()),
        _ => None,
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
