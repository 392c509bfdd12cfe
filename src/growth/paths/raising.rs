//! What may raise while something is kept: what is called, and what that does.

use crate::cfg::{Cfg, StepId, StepKind, Value, VarId};
use crate::growth::spots::Spot;
use crate::growth::units::{Unit, Units, last_name};
use crate::syntax::ast::{Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::typestate::evidence;
use rustc_hash::{FxHashMap, FxHashSet};

/// Whether a step raises in earnest: it waits, gives control away, or calls something that is not known to be
/// harmless.
pub(super) fn may_raise(
    cfg: &Cfg,
    called: &FxHashMap<VarId, String>,
    plain: Option<&FxHashSet<&str>>,
    step: StepId,
) -> bool {
    match &cfg.step(step).kind {
        StepKind::Raise(_) | StepKind::Enter { .. } => true,
        StepKind::Assign { value, .. } => match value {
            Value::Await(_) | Value::Yield(_) => true,
            Value::Call { func, .. } => {
                let is_known = |name: &String| {
                    is_quiet(name) || plain.is_some_and(|it| it.contains(name.as_str()))
                };
                !called.get(func).is_some_and(is_known)
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a step waits, and raises when it has waited too long.
pub(super) fn waits_for_a_time(cfg: &Cfg, called: &FxHashMap<VarId, String>, step: StepId) -> bool {
    match &cfg.step(step).kind {
        StepKind::Assign {
            value: Value::Call { func, .. },
            ..
        } => called.get(func).is_some_and(|name| name == "wait_for"),
        _ => false,
    }
}

/// The names of functions and methods of a file that only call what is harmless, and never raise or wait themselves.
pub(super) fn plain<'a>(units: &Units<'a>) -> FxHashSet<&'a str> {
    let is_plain = |unit: &Unit<'a>| {
        let waits = unit.function.is_none_or(|it| it.is_async);
        let does_harm = |it: &Expr| match &it.kind {
            ExprKind::Call { func, .. } => !last_name(func).is_some_and(is_quiet),
            ExprKind::Await(_) | ExprKind::Yield { .. } => true,
            _ => false,
        };
        let harms = |spot: &Spot<'a>| {
            let is_harm = matches!(
                spot.stmt.kind,
                StmtKind::Raise { .. } | StmtKind::Assert { .. } | StmtKind::With { .. }
            );
            is_harm || visit::mentions(spot.stmt, &does_harm)
        };
        !waits && !unit.spots.iter().any(harms)
    };
    let mut all: FxHashMap<&'a str, bool> = FxHashMap::default();
    for unit in &units.all {
        let known = all.entry(unit.name()).or_insert(true);
        *known = *known && is_plain(unit);
    }
    all.retain(|_, is_plain| *is_plain);
    all.into_keys().collect()
}

/// Whether what is called so is known to raise in no ordinary case.
fn is_quiet(name: &str) -> bool {
    evidence::is_quiet(&format!("builtins.{name}")) || is_harmless(name)
}

/// Methods of collections, loggers and the like.
fn is_harmless(name: &str) -> bool {
    const HARMLESS: &[&str] = &[
        "add",
        "append",
        "copy",
        "debug",
        "discard",
        "error",
        "exception",
        "format",
        "get",
        "info",
        "isinstance",
        "items",
        "keys",
        "len",
        "monotonic",
        "perf_counter",
        "setdefault",
        "time",
        "values",
        "warning",
    ];
    HARMLESS.contains(&name)
}
