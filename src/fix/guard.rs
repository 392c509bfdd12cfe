//! Guards a named handle: `with` around its use, or `try`/`finally`.

use super::place::Place;
use super::{Proposal, Replacement, Shape};
use crate::resources::WithEffect;
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::text::Range;

impl Shape<'_, '_> {
    /// `f = open(p)` and what follows becomes `with open(p) as f:` around what follows.
    pub(super) fn bind_in_with(&self) -> Option<Proposal> {
        let place = self.place()?;
        let (name, value) = bound(place.stmt())?;
        if value.range != self.case.range() || !self.is_alone(place.stmt()) {
            return None;
        }
        let used = place.used_after(name);
        if self.is_used_beyond(name, self.end_of(&place, used)) {
            return None;
        }
        let call = self.source(value.range);
        let (manager, import) = self.manager(call);
        let header = Replacement {
            range: place.stmt().range,
            text: format!("{} {manager} as {name}:", self.with_word()),
        };
        let mut edits = vec![header];
        edits.extend(import);
        edits.extend(self.body(&place, used, name)?);
        Some(Proposal {
            title: self.with_title(),
            edits,
        })
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
        let (manager, import) = self.manager(self.source(item.context.range));
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
        let used = place.used_after(&name);
        if self.is_used_beyond(&name, self.end_of(&place, used)) {
            return None;
        }
        let release = self.release_code(&name);
        let indent = self.indent(stmt)?;
        let (newline, unit) = (self.newline(), self.unit());
        let end = self.line_end(stmt);
        let kept: Vec<&Stmt> = used
            .iter()
            .filter(|stmt| !self.releases(stmt, &name))
            .collect();
        let title = format!("Call `{release}` in a `finally`");
        if kept.is_empty() {
            let mut edits: Vec<_> = used.iter().map(|stmt| self.removed(stmt)).collect();
            let text = format!("{newline}{indent}{release}");
            edits.push(Replacement {
                range: Range::new(end, end),
                text,
            });
            return Some(Proposal {
                title: format!("Call `{release}` right away"),
                edits,
            });
        }
        let mut edits = self.body(&place, used, &name)?;
        let text = format!("{newline}{indent}try:");
        edits.push(Replacement {
            range: Range::new(end, end),
            text,
        });
        // Before the line break of the last statement that stays, so that nothing overlaps.
        let last = self.line_end(kept.last()?);
        let text = format!("{newline}{indent}finally:{newline}{indent}{unit}{release}");
        edits.push(Replacement {
            range: Range::new(last, last),
            text,
        });
        Some(Proposal { title, edits })
    }

    fn end_of(&self, place: &Place<'_>, used: &[Stmt]) -> u32 {
        used.last().unwrap_or(place.stmt()).range.end
    }

    /// The statements that move into the guard: indented, without the releases that it replaces.
    fn body(&self, place: &Place<'_>, used: &[Stmt], name: &str) -> Option<Vec<Replacement>> {
        let mut edits = Vec::new();
        let mut kept = 0;
        let mut from = self.next_line(place.stmt());
        for stmt in used {
            if !self.is_alone(stmt) {
                return None;
            }
            if self.releases(stmt, name) {
                edits.extend(self.indented(from, self.line_start(stmt)));
                edits.push(self.removed(stmt));
            } else if let Some(release) = self.release_at_end(stmt, name) {
                edits.extend(self.indented(from, self.line_start(release)));
                edits.push(self.removed(release));
                kept += 1;
            } else {
                edits.extend(self.indented(from, stmt.range.end));
                kept += 1;
            }
            from = self.next_line(stmt);
        }
        if kept == 0 {
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

    /// The release that a `with` among them does at its end, after something else.
    fn release_at_end<'m>(&self, stmt: &'m Stmt, name: &str) -> Option<&'m Stmt> {
        let StmtKind::With { body, .. } = &stmt.kind else {
            return None;
        };
        let [.., _, last] = body.as_slice() else {
            return None;
        };
        if self.releases(last, name) && self.is_alone(last) {
            return Some(last);
        }
        self.release_at_end(last, name)
    }

    fn next_line(&self, stmt: &Stmt) -> u32 {
        let line = self.case.lines.line(stmt.range.end.max(1) - 1);
        self.case.lines.line_range(self.case.text, line + 1).start
    }

    fn line_start(&self, stmt: &Stmt) -> u32 {
        let line = self.case.lines.line(stmt.range.start);
        self.case.lines.line_range(self.case.text, line).start
    }

    /// The manager that releases the handle, and the import it needs.
    pub(super) fn manager(&self, call: &str) -> (String, Option<Replacement>) {
        if self.case.handle().with != WithEffect::KeepsOpen {
            return (call.to_owned(), None);
        }
        let module = self.case.context.module;
        let known =
            |written: &&str| module.resolve(written).as_deref() == Some("contextlib.closing");
        if let Some(closing) = ["closing", "contextlib.closing"]
            .iter()
            .find(|name| known(name))
        {
            return (format!("{closing}({call})"), None);
        }
        (format!("closing({call})"), Some(self.import_closing()))
    }

    /// `from contextlib import closing`, after the docstring and the last of the first imports.
    fn import_closing(&self) -> Replacement {
        let is_head = |stmt: &Stmt| match &stmt.kind {
            StmtKind::Import(_) | StmtKind::ImportFrom { .. } => true,
            StmtKind::Expr(expr) => matches!(expr.kind, ExprKind::Constant(_)),
            _ => false,
        };
        let head = self
            .module
            .body
            .iter()
            .take_while(|stmt| is_head(stmt))
            .last();
        let import = "from contextlib import closing";
        match head {
            Some(stmt) => {
                let at = self.line_end(stmt);
                let text = format!("{}{import}", self.newline());
                Replacement {
                    range: Range::new(at, at),
                    text,
                }
            }
            None => {
                let at = self.case.lines.line_range(self.case.text, 1).start;
                let text = format!("{import}{}", self.newline());
                Replacement {
                    range: Range::new(at, at),
                    text,
                }
            }
        }
    }

    fn release_code(&self, name: &str) -> String {
        crate::rules::release_code(self.case, name)
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
fn bound(stmt: &Stmt) -> Option<(&str, &Expr)> {
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
