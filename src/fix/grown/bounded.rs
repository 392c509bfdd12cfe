//! A bound: a cache with a size, a collection whose oldest goes, a question that makes nothing.
//!
//! Nobody may see what is dropped: an answer is worked out anew, the same, or nothing asks for it.

use super::computed::Computed;
use super::uses::Called;
use super::{Soil, proposal, replaced};
use crate::fix::page::Page;
use crate::fix::{Proposal, Replacement};
use crate::syntax::ast::{Arg, CompareOp, Expr, ExprKind, Function, StmtKind};
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
        let computed = Computed::of(self, function);
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
        let factory = self.page.source(args.first()?.value.range);
        let nothing = match factory {
            "list" | "tuple" => "()",
            // What cannot be looked for in a set cannot be looked for in an empty one.
            "set" | "frozenset" => "frozenset()",
            "dict" => "{}",
            "int" => "0",
            "str" => "''",
            _ => return None,
        };
        let dict = Called::of(value)?;
        // A comment within it would go, and text within text says more than it asks.
        let is_apart = !self
            .page
            .source(asked.range)
            .contains(['#', '\n', '\\', '"'])
            && !self.is_in_text(asked.range);
        let is_fit = self.growth.by == "[]"
            && (matches!(factory, "int" | "str") || self.is_asked_whether(asked.range))
            && is_apart
            && [factory, "frozenset"]
                .iter()
                .all(|it| self.page.is_free(it))
            && self.is_made_plain(dict, made)
            && self.tells_nothing_else(dict, made);
        if !is_fit {
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

    /// Whether a range stands within a formatted text.
    fn is_in_text(&self, range: Range) -> bool {
        let mut is = false;
        visit::expressions_in(&self.page.module.body, range, &mut |expr| {
            let is_text = matches!(expr.kind, ExprKind::Operation { op: "f-string", .. });
            is |= is_text && expr.range.covers(range);
        });
        is
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

    /// `deque(maxlen=32)` for a list of the module's own that is called like what is about the latest: it is only
    /// appended to, with text and numbers, so that nobody sees what is dropped.
    pub(super) fn with_a_last_so_many(&self) -> Option<Proposal> {
        const LATEST: &[&str] = &[
            "error", "event", "frame", "history", "last", "latest", "log", "note", "point",
            "recent", "sample", "timing", "trace", "failure", "duration", "latenc", "message",
        ];
        let stmt = self.growth.made?;
        let made = self.value_of(stmt)?;
        let place = self.page.place_of(made.range)?;
        // An annotation says that it is a list.
        let StmtKind::Assign { targets, .. } = &place.stmt().kind else {
            return None;
        };
        let [
            Expr {
                kind: ExprKind::Name(name),
                ..
            },
        ] = &targets[..]
        else {
            return None;
        };
        // What others may import, they may ask for anything.
        let is_of_the_latest = name.starts_with('_') && LATEST.iter().any(|it| name.contains(it));
        let is_list = self.page.source(made.range) == "[]" && self.growth.by == "append";
        let what = Called::Name(name);
        let mut fit = vec![stmt];
        visit::statements(&self.page.module.body, &mut |stmt| {
            let appended = self
                .call_of(stmt)
                .filter(|(of, by, _)| what.is(of) && *by == "append");
            if let Some((of, _, value)) = appended
                && self.is_text_or_a_number(value)
            {
                fit.push(of.range);
            }
        });
        let is_fit = is_list
            && is_of_the_latest
            && self.is_made_plain(what, stmt)
            && self.is_only_named_in(what, &fit);
        if !is_fit {
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

    /// Whether a value is text or a number, or several of them: nobody notices when it goes.
    fn is_text_or_a_number(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Constant(_) | ExprKind::Operation { op: "f-string", .. } => true,
            ExprKind::Tuple(parts) => parts.iter().all(|it| self.is_text_or_a_number(it)),
            ExprKind::Call { func, .. } => match &func.kind {
                ExprKind::Name(name) => {
                    matches!(
                        name.as_str(),
                        "float" | "int" | "len" | "repr" | "round" | "str"
                    ) && self.page.is_free(name)
                }
                _ => self.is_from(func, "time", &["monotonic", "perf_counter", "time"]),
            },
            _ => false,
        }
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
