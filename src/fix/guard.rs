//! Guards a named handle: `with` around its use, or `try`/`finally`.

use super::place::{Guarded, Place};
use super::{Proposal, Replacement, Shape};
use crate::resources::WithEffect;
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;
use crate::typestate::ways::Fate;

impl Shape<'_, '_> {
    /// `f = open(p)` and what follows becomes `with open(p) as f:` around what follows.
    pub(super) fn bind_in_with(&self) -> Option<Proposal> {
        let place = self.place()?;
        let (name, value) = bound(place.stmt())?;
        if value.range != self.case.range() || !self.is_alone(place.stmt()) {
            return None;
        }
        let guarded = self.guarded(&place, name)?;
        if !self.may_release_after(&guarded) || self.closes_more_than(&guarded, name) {
            return None;
        }
        let call = self.source(value.range);
        let (manager, import) = self.manager(call)?;
        let entered = self.as_entered(&guarded, name)?;
        let header = Replacement {
            range: place.stmt().range,
            text: format!("{} {manager} as {name}:", self.with_word()),
        };
        let mut edits = vec![header];
        edits.extend(import);
        edits.extend(self.body(&place, &guarded, name)?);
        edits.extend(entered);
        Some(Proposal {
            title: self.with_title(),
            edits,
        })
    }

    /// What turns the name of an object into that of what its `with` gives in its place; none if something else is
    /// asked of the object.
    fn as_entered(&self, guarded: &Guarded<'_>, name: &str) -> Option<Vec<Replacement>> {
        let Some(attribute) = &self.case.handle().entered else {
            return Some(Vec::new());
        };
        let (mut named, mut edits) = (0, Vec::new());
        visit::all_expressions(guarded.stmts, &mut |expr| match &expr.kind {
            ExprKind::Name(it) => named += usize::from(it == name),
            ExprKind::Attribute { value, attr }
                if attr == attribute && self.source(value.range) == name =>
            {
                edits.push(Replacement {
                    range: expr.range,
                    text: name.to_owned(),
                });
            }
            _ => {}
        });
        (edits.len() == named).then_some(edits)
    }

    /// `with sqlite3.connect(p) as con:` becomes `with closing(sqlite3.connect(p)) as con, con:`.
    pub(super) fn close_manager(&self) -> Option<Proposal> {
        let place = self.place()?;
        let StmtKind::With { items, .. } = &place.stmt().kind else {
            return None;
        };
        let item = items
            .iter()
            .find(|item| item.context.range == self.case.range())?;
        if self.case.handle().with != WithEffect::KeepsOpen {
            return None;
        }
        let (manager, import) = self.manager(self.source(item.context.range))?;
        let mut edits = vec![Replacement {
            range: item.context.range,
            text: manager,
        }];
        match &item.target {
            // The connection's own `with` still commits or rolls back.
            Some(target) => edits.push(Replacement {
                range: Range::new(target.range.end, target.range.end),
                text: format!(", {}", self.source(target.range)),
            }),
            None => {
                let name = self.fresh_name();
                let end = item.context.range.end;
                let text = format!(" as {name}, {name}");
                edits.push(Replacement {
                    range: Range::new(end, end),
                    text,
                });
            }
        }
        edits.extend(import);
        Some(Proposal {
            title: self.with_title(),
            edits,
        })
    }

    /// What follows the acquisition is guarded by a `try` whose `finally` releases.
    pub(super) fn release_in_finally(&self) -> Option<Proposal> {
        let place = self.place()?;
        let stmt = place.stmt();
        let name = self.case.name();
        if name.is_empty() || !self.is_alone(stmt) || !matches!(stmt.kind, StmtKind::Assign { .. })
        {
            return None;
        }
        // A `with` says goodbye only to who is there still.
        if self.case.handle().with == WithEffect::Releases && self.says_goodbye() {
            return None;
        }
        let guarded = self.guarded(&place, &name)?;
        if !self.may_release_after(&guarded) || self.may_wait_for_ever() {
            return None;
        }
        let (release, import) = self.release(&name)?;
        let indent = self.indent(stmt)?;
        let (newline, unit) = (self.newline(), self.unit());
        let end = self.line_end(stmt);
        let Some(last) = guarded.stmts.last() else {
            let removed = guarded.release.map(|it| self.removed(it));
            let mut edits: Vec<_> = removed.into_iter().chain(import).collect();
            let text = format!("{newline}{indent}{release}");
            edits.push(Replacement {
                range: Range::new(end, end),
                text,
            });
            return Some(Proposal {
                title: format!("Call `{release}` right away"),
                edits,
            });
        };
        let mut edits = self.body(&place, &guarded, &name)?;
        edits.extend(import);
        let text = format!("{newline}{indent}try:");
        edits.push(Replacement {
            range: Range::new(end, end),
            text,
        });
        // Before the line break of the last statement that stays, so that nothing overlaps.
        let last = self.line_end(last);
        let text = format!("{newline}{indent}finally:{newline}{indent}{unit}{release}");
        edits.push(Replacement {
            range: Range::new(last, last),
            text,
        });
        Some(Proposal {
            title: format!("Call `{release}` in a `finally`"),
            edits,
        })
    }

    /// Whether releasing behind these statements does no more than to release. Where nothing released
    /// before, waiting for what runs may take for ever, to cancel it ends it, and what nobody uses may be
    /// there to be used by others, if CPython does not release it there: a server, a connection that is kept.
    pub(super) fn may_release_after(&self, guarded: &Guarded<'_>) -> bool {
        let (handle, waits) = (self.case.handle(), self.waits());
        let end = guarded.release.or(guarded.stmts.last());
        let end = end.map_or(self.case.range().end, |last| last.range.end);
        if self.jobs_may_wait(guarded.stmts)
            || (guarded.release.is_none() && self.is_held_beyond(end))
        {
            return false;
        }
        // An event loop does not stand still until threads are done.
        let stands_still = handle.kind == "executor" && self.is_in_coroutine();
        // Nobody names a server while it serves.
        let is_named_last = !waits && handle.kind != "server" && !stands_still;
        let is_waited_for = !waits || !self.is_ended_by_hand();
        // CPython would do it there as well.
        let goes_by_itself = handle.leak_class == "R0";
        let is_released = guarded.release.is_some() || self.is_asked_for(&handle.release);
        // Others may have it by its name.
        let is_shared =
            handle.release.first().is_some_and(|it| it == "unlink") && self.is_asked_for(&["name"]);
        if is_shared {
            return false;
        }
        (is_released && is_waited_for)
            || (self.releases_somewhere() && !waits)
            || (is_named_last && (handle.private || goes_by_itself || !guarded.stmts.is_empty()))
    }

    /// Whether something in the scope ends what runs: until then, to wait for it may take for ever.
    pub(super) fn is_ended_by_hand(&self) -> bool {
        self.is_asked_for(&["kill", "send_signal", "terminate"])
    }

    /// Whether the scope names one of some members of what the handle's name stands for.
    fn is_asked_for<S: AsRef<str>>(&self, members: &[S]) -> bool {
        let name = self.case.name();
        let mut is_asked = false;
        let scope = self.case.context.cfg().range;
        visit::expressions_in(&self.module.body, scope, &mut |expr| {
            if let ExprKind::Attribute { value, attr } = &expr.kind {
                let is_one = members.iter().any(|member| member.as_ref() == attr);
                is_asked |= is_one && self.source(value.range) == name;
            }
        });
        is_asked
    }

    /// Whether a `with` closes what the release in its place leaves open, and somebody asks for that: the pipes
    /// of a child process that was waited for.
    fn closes_more_than(&self, guarded: &Guarded<'_>, name: &str) -> bool {
        let closes = self.case.handle().release.iter().any(|it| it == "close");
        let left = guarded.release.filter(|_| !closes);
        left.is_some_and(|release| self.is_asked_beyond(name, release.range.end))
    }

    /// Whether the handle is released on some way out already.
    fn releases_somewhere(&self) -> bool {
        let mut fates = self.case.ways.iter().flat_map(|way| &way.fates);
        fates.any(|(fate, _)| matches!(fate, Fate::Released(_)))
    }

    /// The statements that move into the guard, indented, without the release that it replaces.
    pub(super) fn body(
        &self,
        place: &Place<'_>,
        guarded: &Guarded<'_>,
        name: &str,
    ) -> Option<Vec<Replacement>> {
        let mut edits = Vec::new();
        let mut from = self.next_line(place.stmt());
        for stmt in guarded.stmts {
            if !self.is_alone(stmt) {
                return None;
            }
            let is_last = guarded.release.is_none()
                && guarded
                    .stmts
                    .last()
                    .is_some_and(|last| last.range == stmt.range);
            match self.release_at_end(stmt, name).filter(|_| is_last) {
                Some(release) => {
                    edits.extend(self.indented(from, self.line_start(release)));
                    edits.push(self.removed(release));
                }
                None => edits.extend(self.indented(from, stmt.range.end)),
            }
            from = self.next_line(stmt);
        }
        if let Some(release) = guarded.release {
            if !self.is_alone(release) {
                return None;
            }
            edits.extend(self.indented(from, self.line_start(release)));
            edits.push(self.removed(release));
        }
        if guarded.stmts.is_empty() {
            let end = self.line_end(place.stmt());
            let indent = self.indent(place.stmt())?;
            let text = format!("{}{indent}{}pass", self.newline(), self.unit());
            edits.push(Replacement {
                range: Range::new(end, end),
                text,
            });
        }
        Some(edits)
    }

    /// The release that a `with` among them does at its end, after something else. It may as well come after
    /// what the `with` closes, if that is a file, too.
    fn release_at_end<'m>(&self, stmt: &'m Stmt, name: &str) -> Option<&'m Stmt> {
        let StmtKind::With { body, items, .. } = &stmt.kind else {
            return None;
        };
        let [.., _, last] = body.as_slice() else {
            return None;
        };
        if !items.iter().all(|item| self.opens_a_file(&item.context)) {
            return None;
        }
        if self.releases(last, name) && self.is_alone(last) {
            return Some(last);
        }
        self.release_at_end(last, name)
    }

    fn opens_a_file(&self, expr: &Expr) -> bool {
        let ExprKind::Call { func, .. } = &expr.kind else {
            return false;
        };
        self.given_by(func).is_some_and(|handle| handle.private)
    }

    pub(super) fn next_line(&self, stmt: &Stmt) -> u32 {
        let line = self.case.lines.line(stmt.range.end.max(1) - 1);
        self.case.lines.line_range(self.case.text, line + 1).start
    }

    fn line_start(&self, stmt: &Stmt) -> u32 {
        let line = self.case.lines.line(stmt.range.start);
        self.case.lines.line_range(self.case.text, line).start
    }

    /// The manager that releases the handle, and the import it needs.
    pub(super) fn manager(&self, call: &str) -> Option<(String, Option<Replacement>)> {
        if self.case.handle().with != WithEffect::KeepsOpen {
            return Some((call.to_owned(), None));
        }
        let (closing, import) = self.of_contextlib("closing")?;
        Some((format!("{closing}({call})"), import))
    }

    /// What releases a handle of this name, and the import that it needs; none if its module's name stands for
    /// something else.
    pub(super) fn release(&self, name: &str) -> Option<(String, Option<Replacement>)> {
        let code = crate::rules::release_code(self.case, name);
        let handle = self.case.handle();
        let function = handle.release_calls.first();
        let module = function
            .filter(|path| handle.release.is_empty() && code.starts_with(path.as_str()))
            .and_then(|path| path.split_once('.'));
        match module {
            Some((module, _)) => Some((code, self.imported_module(module)?)),
            None => Some((code, None)),
        }
    }

    pub(super) fn with_title(&self) -> String {
        match self.case.handle().with {
            WithEffect::KeepsOpen => "Use `with closing(…)`".to_owned(),
            _ => format!("Use `{}`", self.with_word()),
        }
    }

    fn with_word(&self) -> &'static str {
        match self.case.handle().async_with {
            true => "async with",
            false => "with",
        }
    }
}

/// The name and value of a plain assignment.
pub(super) fn bound(stmt: &Stmt) -> Option<(&str, &Expr)> {
    let StmtKind::Assign { targets, value } = &stmt.kind else {
        return None;
    };
    match targets.as_slice() {
        [
            Expr {
                kind: ExprKind::Name(name),
                ..
            },
        ] => Some((name, value)),
        _ => None,
    }
}
