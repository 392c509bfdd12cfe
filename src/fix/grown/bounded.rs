//! A bound: a cache with a size, a collection whose oldest goes, what is held weakly.

use super::{Soil, proposal, replaced};
use crate::fix::{Proposal, Replacement};
use crate::syntax::ast::{Arg, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::text::Range;

/// How many things are kept: as many as the example in Python's documentation of `functools.lru_cache`. It shows
/// where the number stands; which one is right, the person knows who reads it.
const SIZE: usize = 32;

impl Soil<'_> {
    /// `@lru_cache(maxsize=32)` in place of a cache without end, whether it decorates or is called.
    pub(super) fn with_a_size(&self) -> Option<Proposal> {
        let cache = self.expression(self.growth.at)?;
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

    /// The edits that give what is called a size.
    fn sized(&self, called: &Expr, given: &[Arg]) -> Option<Vec<Replacement>> {
        let name = match &called.kind {
            ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => name.as_str(),
            _ => return None,
        };
        let is_size = |arg: &&Arg| arg.keyword.as_deref().is_none_or(|it| it == "maxsize");
        match name {
            "lru_cache" | "alru_cache" => {
                let bound = given.iter().find(is_size)?;
                Some(vec![replaced(bound.value.range, SIZE.to_string())])
            }
            "cache" => {
                let (written, import) = self.of_module("functools", "lru_cache")?;
                let sized = replaced(called.range, format!("{written}(maxsize={SIZE})"));
                Some([Some(sized), import].into_iter().flatten().collect())
            }
            _ => None,
        }
    }

    /// `rooms.get(room, ())` for `rooms[room]`, where a question makes what is not there.
    pub(super) fn asked_without_making(&self) -> Option<Proposal> {
        let asked = self.expression(self.growth.at)?;
        let ExprKind::Subscript { value, index } = &asked.kind else {
            return None;
        };
        let [key] = &index[..] else { return None };
        let made = self.growth.made.and_then(|it| self.value_of(it))?;
        let ExprKind::Call { args, .. } = &made.kind else {
            return None;
        };
        let nothing = match self.page.source(args.first()?.value.range) {
            "set" | "list" | "tuple" | "frozenset" | "dict" => "()",
            "int" => "0",
            "str" => "\"\"",
            _ => return None,
        };
        let is_only_read = self.growth.by == "[]" && !self.is_changed(asked.range);
        let written = format!(
            "{}.get({}, {nothing})",
            self.page.source(value.range),
            self.page.source(key.range)
        );
        is_only_read.then(|| {
            proposal(
                format!("Ask without making it: `{written}`"),
                vec![replaced(asked.range, written)],
            )
        })?
    }

    /// Whether something is done to what stands at a range: a method of it, or an item of it, or it is bound.
    fn is_changed(&self, range: Range) -> bool {
        let after = &self.page.text[range.end as usize..];
        let before = self.page.text[..range.start as usize].trim_end();
        let is_in_hand = ["len(", "bool(", "list(", "sorted(", "tuple(", "sum("]
            .iter()
            .any(|it| before.ends_with(it));
        let is_asked =
            before.ends_with(" in") || before.ends_with("not") || before.ends_with(" if");
        after.starts_with(['.', '[']) || !(is_in_hand || is_asked)
    }

    /// What was put in first goes when there are too many: in a dictionary that is looked into before it is filled,
    /// whose entries can be made again.
    pub(super) fn with_the_oldest_gone(&self) -> Option<Proposal> {
        let (place, indent) = self.place()?;
        let StmtKind::Assign { targets, value } = &place.stmt().kind else {
            return None;
        };
        let [target] = &targets[..] else { return None };
        let ExprKind::Subscript { value: of, .. } = &target.kind else {
            return None;
        };
        let holder = self.page.source(of.range);
        let is_plain = matches!(of.kind, ExprKind::Name(_) | ExprKind::Attribute { .. });
        let made = self.growth.made.and_then(|it| self.value_of(it))?;
        let is_dict = match &made.kind {
            ExprKind::Dict(_) => true,
            ExprKind::Call { func, .. } => {
                matches!(
                    self.page.source(func.range),
                    "dict" | "OrderedDict" | "collections.OrderedDict"
                )
            }
            _ => false,
        };
        if !is_plain || !is_dict || !self.is_a_memory(holder) || self.is_shared(value, holder) {
            return None;
        }
        let unit = self.page.unit();
        let lines = [
            format!("if len({holder}) > {SIZE}:"),
            format!("{unit}{holder}.pop(next(iter({holder})))"),
        ];
        let edits = vec![self.behind(place.stmt(), &indent, &lines)];
        proposal(format!("Keep the last {SIZE}: drop the oldest"), edits)
    }

    /// Whether something is put in only where it was looked for and not found: then it can be made again.
    fn is_a_memory(&self, holder: &str) -> bool {
        let Some((asked, _)) = self.growth.asked else {
            return false;
        };
        let test = self.page.source(asked);
        let is_a_name = |it: &str| it.chars().all(|c| c.is_alphanumeric() || c == '_');
        let found = test
            .trim_start_matches("not ")
            .trim_end_matches(" is None")
            .trim_end_matches(" is not None");
        let is_looked_for = self.page.text.contains(&format!("{found} = {holder}.get("));
        test.contains(&format!(" in {holder}")) || (is_a_name(found) && is_looked_for)
    }

    /// Whether a value is something that others may have in use: a lock, a task, an event, something opened; or
    /// what was kept before, changed.
    fn is_shared(&self, value: &Expr, holder: &str) -> bool {
        const SHARED: &[&str] = &[
            "Lock",
            "Semaphore",
            "Condition",
            "Event",
            "Queue",
            "Future",
            "create_future",
            "create_task",
            "ensure_future",
            "create_",
            "make_",
            "new_",
            "start",
            "engine",
            "Thread",
            "connect",
            "open",
            "Session",
            "Client",
            "Connection",
            "socket",
        ];
        let written = self.page.source(value.range);
        // Of a name, what it was bound to.
        let name = match &value.kind {
            ExprKind::Name(name) => format!("{name} = "),
            _ => String::new(),
        };
        let mut bound = self
            .page
            .text
            .lines()
            .filter(|line| !name.is_empty() && line.trim_start().starts_with(&name));
        let has = |line: &str| line.contains(holder) || SHARED.iter().any(|it| line.contains(it));
        has(written) || bound.any(|line| has(line) && !line.contains(".get("))
    }

    /// `deque(maxlen=32)` for a list that is only appended to and counted, or is gone through and called like what
    /// is about the latest.
    pub(super) fn with_a_last_so_many(&self) -> Option<Proposal> {
        let made = self.growth.made.and_then(|it| self.value_of(it))?;
        let is_list = matches!(&made.kind, ExprKind::List(parts) if parts.is_empty())
            && self.page.source(made.range).starts_with('[');
        if !is_list || self.growth.by != "append" {
            return None;
        }
        let place = self.page.place_of(made.range)?;
        let target = match &place.stmt().kind {
            StmtKind::Assign { targets, .. } => targets.first()?,
            StmtKind::AnnAssign { target, .. } => target,
            _ => return None,
        };
        let holder = self.page.source(target.range);
        const LATEST: &[&str] = &[
            "error", "event", "frame", "history", "last", "latest", "log", "note", "point",
            "recent", "sample", "timing", "trace", "failure", "duration", "latenc", "message",
        ];
        let is_of_the_latest = LATEST.iter().any(|it| holder.to_lowercase().contains(it));
        let mut is_fit = is_of_the_latest;
        visit::all_expressions(&self.page.module.body, &mut |expr| {
            if expr.range != target.range && self.page.source(expr.range) == holder {
                is_fit &= self.is_fit_for_a_deque(expr);
            }
        });
        let (written, import) = is_fit.then(|| self.of_module("collections", "deque"))??;
        let mut edits = vec![replaced(made.range, format!("{written}(maxlen={SIZE})"))];
        edits.extend(import);
        proposal(format!("Keep the last {SIZE}"), edits)
    }

    /// Whether what is done with a list here is done with a deque as well: appended to, counted, gone through.
    fn is_fit_for_a_deque(&self, expr: &Expr) -> bool {
        let text = self.page.text;
        let before = text[..expr.range.start as usize].trim_end();
        let after = &text[expr.range.end as usize..];
        let is_appended_to = after.starts_with(".append(");
        let is_counted = before.ends_with("len(") && after.starts_with(')');
        let is_given = [
            "list(", "tuple(", "sum(", "sorted(", "max(", "min(", "any(", "all(",
        ]
        .iter()
        .any(|it| before.ends_with(it) && after.starts_with(')'));
        let is_gone_through = before.ends_with(" in") && !after.starts_with(['[', '.']);
        is_appended_to || is_counted || is_given || is_gone_through
    }

    /// `WeakSet()` for a set that objects put themselves into.
    pub(super) fn held_weakly(&self) -> Option<Proposal> {
        let made = self.growth.made.and_then(|it| self.value_of(it))?;
        let is_set = self.page.source(made.range) == "set()";
        let puts_itself = self.growth.kept == "`self`" && self.growth.by == "add";
        if !is_set || !puts_itself || self.page.text.contains("__slots__") {
            return None;
        }
        let (written, import) = self.of_module("weakref", "WeakSet")?;
        let mut edits: Vec<Replacement> = vec![replaced(made.range, format!("{written}()"))];
        edits.extend(import);
        proposal("Hold them weakly, in a `WeakSet`", edits)
    }

    /// The value that a statement at a range binds.
    pub(super) fn value_of(&self, stmt: Range) -> Option<&Expr> {
        let place = self.page.place_of(stmt)?;
        match &place.stmt().kind {
            StmtKind::Assign { value, .. } => Some(value),
            StmtKind::AnnAssign { value, .. } => value.as_ref(),
            _ => None,
        }
    }
}
