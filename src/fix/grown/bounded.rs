//! A bound: a cache with a size, a collection whose oldest goes, a question that makes nothing.
//!
//! Nobody may see what is dropped: an answer is worked out anew, the same, or nothing asks for it.

use super::computed::Computed;
use super::uses::Called;
use super::{Soil, proposal, replaced};
use crate::fix::page::Page;
use crate::fix::{Proposal, Replacement};
use crate::syntax::ast::{Arg, CompareOp, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

/// How many things are kept: as many as the example in Python's documentation of `functools.lru_cache`. It shows
/// where the number stands; which one is right, the person knows who reads it.
const SIZE: usize = 32;

impl<'m> Soil<'m> {
    /// `@lru_cache(maxsize=32)` in place of a cache without end, whether it decorates or is called: of a function
    /// that works out its answers from what it is asked alone.
    pub(super) fn with_a_size(&self) -> Option<Proposal> {
        let cache = self.expression(self.growth.at)?;
        let function = self.cached_function()?;
        const SEEN: &[&str] = &[
            "cache_info",
            "cache_clear",
            "cache_parameters",
            "__wrapped__",
        ];
        let is_seen = SEEN.iter().any(|it| self.page.text.contains(it));
        let computed = Computed::of(self, function, None);
        if is_seen
            || function.decorators.len() > 1
            || !computed.is_pure()
            || !computed.gives_what_stays()
        {
            return None;
        }
        let edits = match &cache.kind {
            // `lru_cache(maxsize=None)`, or that around something.
            ExprKind::Call { func, args } => match &func.kind {
                ExprKind::Call { func, args } => self.sized(func, args)?,
                _ => self.sized(func, args)?,
            },
            _ => self.sized(cache, &[])?,
        };
        proposal(format!("Keep the last {SIZE} answers"), edits)
    }

    /// The function whose answers are kept.
    fn cached_function(&self) -> Option<&'m Function> {
        let made = self.growth.made?;
        self.functions().into_iter().find(|it| it.range == made)
    }

    /// The edits that give what is called a size.
    fn sized(&self, called: &Expr, given: &[Arg]) -> Option<Vec<Replacement>> {
        let is_size = |arg: &&Arg| arg.keyword.as_deref().is_none_or(|it| it == "maxsize");
        let has_a_size = self.is_from(called, "functools", &["lru_cache"])
            || self.is_from(called, "async_lru", &["alru_cache"]);
        if has_a_size {
            let bound = given.iter().find(is_size)?;
            return Some(vec![replaced(bound.value.range, SIZE.to_string())]);
        }
        if !self.is_from(called, "functools", &["cache"]) {
            return None;
        }
        let (written, import) = self.of_module("functools", "lru_cache")?;
        let sized = replaced(called.range, format!("{written}(maxsize={SIZE})"));
        Some([Some(sized), import].into_iter().flatten().collect())
    }

    /// `rooms.get(room, ())` for `rooms[room]`, where a question makes what is not there, and nothing else tells what
    /// is empty from what is not there.
    pub(super) fn asked_without_making(&self) -> Option<Proposal> {
        let asked = self.expression(self.growth.at)?;
        let ExprKind::Subscript { value, index } = &asked.kind else {
            return None;
        };
        let [key] = &index[..] else { return None };
        let made = self.growth.made?;
        let ExprKind::Call { args, .. } = &self.value_of(made)?.kind else {
            return None;
        };
        let nothing = match self.page.source(args.first()?.value.range) {
            "set" | "list" | "tuple" | "frozenset" | "dict" => "()",
            "int" => "0",
            "str" => "\"\"",
            _ => return None,
        };
        let is_only_read =
            self.growth.by == "[]" && (nothing != "()" || self.is_asked_whether(asked.range));
        if !is_only_read || !self.tells_nothing_else(Called::of(value)?, made) {
            return None;
        }
        let written = format!(
            "{}.get({}, {nothing})",
            self.page.source(value.range),
            self.page.source(key.range)
        );
        let edits = vec![replaced(asked.range, written.clone())];
        proposal(format!("Ask without making it: `{written}`"), edits)
    }

    /// Whether what stands at a range is only asked whether there is anything in it, or how much, or whether it has
    /// something.
    fn is_asked_whether(&self, range: Range) -> bool {
        let mut is = false;
        let is_it = |it: &Expr| it.range == range;
        visit::expressions_in(&self.page.module.body, range, &mut |expr| {
            is |= match &expr.kind {
                ExprKind::Compare {
                    op: CompareOp::Other("in" | "not in"),
                    right,
                    ..
                } => is_it(right),
                ExprKind::Not(value) => is_it(value),
                ExprKind::Conditional { test, .. } => is_it(test),
                ExprKind::Call { func, args } => {
                    let counts = matches!(&func.kind, ExprKind::Name(name) if matches!(name.as_str(), "len" | "bool") && self.page.is_free(name));
                    counts && args.len() == 1 && is_it(&args[0].value)
                }
                _ => false,
            };
        });
        visit::statements_in(&self.page.module.body, range, &mut |stmt| {
            is |= matches!(&stmt.kind, StmtKind::If { test, .. } | StmtKind::While { test, .. } if is_it(test));
        });
        is
    }

    /// Whether a file does nothing with a dictionary that makes what is asked for by which one would see what is in
    /// it: it is asked by keys, filled, and what is in it is dropped where it is.
    fn tells_nothing_else(&self, dict: Called<'_>, made: Range) -> bool {
        let mut fit = vec![made];
        visit::all_expressions(&self.page.module.body, &mut |expr| match &expr.kind {
            ExprKind::Subscript { value, .. } if dict.is(value) => fit.push(value.range),
            _ => {}
        });
        visit::statements(&self.page.module.body, &mut |stmt| match &stmt.kind {
            StmtKind::Expr(Expr {
                kind: ExprKind::Call { func, args },
                ..
            }) => {
                if let ExprKind::Attribute { value, attr } = &func.kind
                    && dict.is(value)
                    && matches!((attr.as_str(), args.len()), ("pop", 2) | ("clear", 0))
                {
                    fit.push(value.range);
                }
            }
            // `del` wants that it is there.
            StmtKind::Delete(targets) => {
                fit.retain(|it| !targets.iter().any(|target| target.range.covers(*it)));
            }
            _ => {}
        });
        self.is_only_named_in(dict, &fit)
    }

    /// What was put in first goes when there are too many: in a dictionary that one function keeps its answers in,
    /// each of which it works out from the key alone.
    pub(super) fn with_the_oldest_gone(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let StmtKind::Assign { targets, value } = &place.stmt().kind else {
            return None;
        };
        let [
            Expr {
                kind: ExprKind::Subscript { value: of, index },
                ..
            },
        ] = &targets[..]
        else {
            return None;
        };
        let ([key], Some(dict)) = (&index[..], Called::of(of)) else {
            return None;
        };
        let made = self.growth.made?;
        let is_empty = match self.page.source(self.value_of(made)?.range) {
            "{}" | "dict()" => true,
            other => other.ends_with("OrderedDict()"),
        };
        let function = self.function_around(self.growth.at)?;
        let computed = Computed::of(self, function, Some(dict));
        let is_fit = is_empty
            && !is_in_a_loop(function, self.growth.at)
            && self.is_only_named_in(dict, &[made, function.range])
            && self.is_only_looked_into(function, dict, key)
            && self.gives_what_is_kept(function, dict, value)
            && computed.is_pure()
            && computed.stays(value, 0)
            && (computed.params_read().iter()).all(|name| is_in_the_key(function, key, name));
        if !is_fit {
            return None;
        }
        let (holder, unit) = (self.page.source(of.range), self.page.unit());
        let lines = [
            format!("if len({holder}) > {SIZE}:"),
            format!("{unit}{holder}.pop(next(iter({holder})))"),
        ];
        let edits = vec![self.behind(place.stmt(), &indent, &lines)];
        proposal(format!("Keep the last {SIZE}: drop the oldest"), edits)
    }

    /// Whether a function asks a dictionary for nothing but what is under one key.
    fn is_only_looked_into(&self, function: &Function, dict: Called<'_>, key: &Expr) -> bool {
        let is_the_key = |it: &Expr| self.page.source(it.range) == self.page.source(key.range);
        let (mut named, mut fit) = (0, 0);
        visit::all_expressions(&function.body, &mut |expr| {
            named += usize::from(dict.is(expr));
            fit += usize::from(match &expr.kind {
                ExprKind::Subscript { value, index } => {
                    dict.is(value) && index.iter().all(is_the_key)
                }
                ExprKind::Compare {
                    op: CompareOp::Other("in" | "not in"),
                    left,
                    right,
                } => dict.is(right) && is_the_key(left),
                ExprKind::Call { func, args } => match &func.kind {
                    ExprKind::Attribute { value, attr } => {
                        attr == "get"
                            && dict.is(value)
                            && args.len() == 1
                            && is_the_key(&args[0].value)
                    }
                    _ => false,
                },
                _ => false,
            });
        });
        named == fit
    }

    /// Whether a function answers with what is kept, the same whether it found it there or worked it out.
    fn gives_what_is_kept(&self, function: &Function, dict: Called<'_>, kept: &Expr) -> bool {
        let is_kept = |it: &Expr| {
            let is_asked = match &it.kind {
                ExprKind::Subscript { value, .. } => dict.is(value),
                ExprKind::Call { func, .. } => {
                    matches!(&func.kind, ExprKind::Attribute { value, .. } if dict.is(value))
                }
                _ => false,
            };
            is_asked || self.page.source(it.range) == self.page.source(kept.range)
        };
        let names_it = |name: &str| {
            let (mut bound, mut is_it) = (0, true);
            visit::statements(&function.body, &mut |stmt| {
                if let StmtKind::Assign { targets, value } = &stmt.kind
                    && targets.iter().any(|it| Called::Name(name).is(it))
                {
                    bound += 1;
                    is_it &= is_kept(value);
                }
            });
            bound > 0 && is_it
        };
        let (mut returns, mut gives) = (0, true);
        visit::statements(&function.body, &mut |stmt| match &stmt.kind {
            StmtKind::Return(Some(value)) => {
                returns += 1;
                gives &=
                    is_kept(value) || matches!(&value.kind, ExprKind::Name(name) if names_it(name));
            }
            StmtKind::Return(None) | StmtKind::Raise { .. } => gives = false,
            _ => {}
        });
        // What goes on behind the last line gives nothing.
        let ends = function.body.last().map(|it| &it.kind);
        returns > 0 && gives && matches!(ends, Some(StmtKind::Return(_)))
    }

    /// `deque(maxlen=32)` for a list of the file's own that is called like what is about the latest, and that nothing
    /// asks for more than its last: nobody sees what is dropped.
    pub(super) fn with_a_last_so_many(&self) -> Option<Proposal> {
        const LATEST: &[&str] = &[
            "error", "event", "frame", "history", "last", "latest", "log", "note", "point",
            "recent", "sample", "timing", "trace", "failure", "duration", "latenc", "message",
        ];
        let made = self.value_of(self.growth.made?)?;
        let place = self.page.place_of(made.range)?;
        // An annotation says that it is a list.
        let StmtKind::Assign { targets, .. } = &place.stmt().kind else {
            return None;
        };
        let [target] = &targets[..] else { return None };
        let name = match &target.kind {
            ExprKind::Name(name) if self.page.indent(place.stmt())?.is_empty() => name,
            ExprKind::Attribute { attr, .. } => attr,
            _ => return None,
        };
        // What others may import, they may ask for anything.
        let is_of_the_latest = name.starts_with('_') && LATEST.iter().any(|it| name.contains(it));
        let is_list = self.page.source(made.range) == "[]" && self.growth.by == "append";
        let mut fit = vec![place.stmt().range];
        let what = Called::of(target)?;
        visit::all_expressions(&self.page.module.body, &mut |expr| {
            let after = &self.page.text[expr.range.end as usize..];
            if what.is(expr) && (after.starts_with(".append(") || after.starts_with("[-1]")) {
                fit.push(expr.range);
            }
        });
        if !is_list || !is_of_the_latest || !self.is_only_named_in(what, &fit) {
            return None;
        }
        let there = Self {
            page: Page::new(
                self.page.text,
                self.page.lines,
                self.page.module,
                made.range,
            ),
            growth: self.growth,
        };
        let (written, import) = there.of_module("collections", "deque")?;
        let mut edits = vec![replaced(made.range, format!("{written}(maxlen={SIZE})"))];
        edits.extend(import);
        proposal(format!("Keep the last {SIZE}"), edits)
    }

    /// The value that a statement at a range binds.
    fn value_of(&self, stmt: Range) -> Option<&'m Expr> {
        let place = self.page.place_of(stmt)?;
        match &place.stmt().kind {
            StmtKind::Assign { value, .. } => Some(value),
            StmtKind::AnnAssign { value, .. } => value.as_ref(),
            _ => None,
        }
    }
}

/// Whether a loop of a function is around a range.
fn is_in_a_loop(function: &Function, range: Range) -> bool {
    let mut is = false;
    visit::statements_in(&function.body, range, &mut |stmt| {
        is |= matches!(stmt.kind, StmtKind::For { .. } | StmtKind::While { .. });
    });
    is
}

/// Whether a parameter is part of a key as it is: the key itself or one of several, over a name that stands for them.
fn is_in_the_key(function: &Function, key: &Expr, param: &str) -> bool {
    let is_part = |it: &Expr| Called::Name(param).is(it);
    let is_whole = |it: &Expr| match &it.kind {
        ExprKind::Tuple(parts) => parts.iter().any(is_part),
        _ => is_part(it),
    };
    let binds = |stmt: &&Stmt| {
        matches!(&stmt.kind, StmtKind::Assign { targets, value }
            if is_whole(value) && targets.iter().any(|it| matches!((&it.kind, &key.kind), (ExprKind::Name(it), ExprKind::Name(key)) if it == key)))
    };
    is_whole(key) || function.body.iter().any(|stmt| binds(&stmt))
}
