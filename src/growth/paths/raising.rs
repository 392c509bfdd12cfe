//! What may raise while something is kept: what is called, and what that does.

use crate::cfg::{Cfg, StepId, StepKind, Value, VarId};
use crate::growth::spots::Spot;
use crate::growth::units::{Units, last_name};
use crate::syntax::ast::{Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::typestate::evidence;
use rustc_hash::FxHashMap;

/// Whether a step raises in earnest: it waits, gives control away, or calls something that is not known to be
/// harmless.
pub(super) fn may_raise(
    cfg: &Cfg,
    called: &FxHashMap<VarId, String>,
    own: Option<&FxHashMap<&str, bool>>,
    step: StepId,
) -> bool {
    match &cfg.step(step).kind {
        StepKind::Raise(_) | StepKind::Enter { .. } => true,
        StepKind::Assign { value, .. } => match value {
            Value::Await(_) | Value::Yield(_) => true,
            Value::Call { func, .. } => {
                // What the file itself calls so may be another thing.
                let is_known = |name: &String| {
                    let is_plain = own.and_then(|it| it.get(name.as_str()));
                    is_plain.map_or_else(|| is_quiet(name), |it| *it)
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

/// Whether the process ends with a step, or goes on as another program: `os._exit`, `os.execv`.
pub(super) fn ends(cfg: &Cfg, called: &FxHashMap<VarId, String>, step: StepId) -> bool {
    // `abort` is called so elsewhere, too, and raises there.
    let is_the_end =
        |name: &String| name != "abort" && evidence::never_returns(&format!("os.{name}"));
    match &cfg.step(step).kind {
        StepKind::Assign {
            value: Value::Call { func, .. },
            ..
        } => called.get(func).is_some_and(is_the_end),
        _ => false,
    }
}

/// The functions and methods of a file by their names, with whether they only call what is harmless, ask for nothing
/// that may be missing, and never raise or wait themselves.
pub(super) fn own<'a>(units: &Units<'a>) -> FxHashMap<&'a str, bool> {
    let does_harm = |it: &Expr| match &it.kind {
        ExprKind::Call { func, .. } => !last_name(func).is_some_and(is_quiet),
        ExprKind::Await(_) | ExprKind::Yield { .. } | ExprKind::Subscript { .. } => true,
        _ => false,
    };
    let harms = |spot: &Spot<'a>| match &spot.stmt.kind {
        StmtKind::Raise { .. } | StmtKind::Assert { .. } | StmtKind::With { .. } => true,
        // Where something is put is not asked for.
        StmtKind::Assign { value, .. } => visit::has(value, &does_harm),
        _ => visit::mentions(spot.stmt, &does_harm),
    };
    let mut all: FxHashMap<&'a str, bool> = FxHashMap::default();
    for unit in units.all.iter().skip(1) {
        let is_plain = unit
            .function
            .is_some_and(|it| !it.is_async && !unit.spots.iter().any(harms));
        let known = all.entry(unit.name()).or_insert(true);
        *known = *known && is_plain;
    }
    all
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
