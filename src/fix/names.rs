//! What a repair writes: names that stand for what it needs, imports, line breaks as the text has them.

use super::page::Page;
use super::{Replacement, Shape};
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::{names, visit};
use crate::text::Range;
use std::collections::HashSet;

impl Page<'_> {
    /// Whether a variable may stand for something else within some statements: they bind it or delete it, or
    /// a function somewhere has it as a variable of a scope around it.
    pub(super) fn is_bound_again(&self, name: &str, stmts: &[Stmt]) -> bool {
        let is_it = |expr: &Expr| self.source(expr.range) == name;
        let mut is_bound = names::bound_names(stmts).contains(name);
        visit::statements(stmts, &mut |stmt| {
            is_bound |=
                matches!(&stmt.kind, StmtKind::Delete(targets) if targets.iter().any(is_it));
        });
        visit::statements(&self.module.body, &mut |stmt| {
            if let StmtKind::Global(all) | StmtKind::Nonlocal(all) = &stmt.kind {
                is_bound |= all.iter().any(|it| it == name);
            }
        });
        is_bound
    }

    /// Whether nothing in the file has a name: it stands for what Python itself has under it, if for anything.
    pub(super) fn is_free(&self, name: &str) -> bool {
        !names::bound_anywhere(&self.module.body).contains(name)
    }

    /// How something of `contextlib` is written here, and the import it needs; none if both of its names
    /// stand for something else.
    pub(super) fn of_contextlib(&self, name: &str) -> Option<(String, Option<Replacement>)> {
        let path = format!("contextlib.{name}");
        let is_there =
            |bound: &str| self.is_imported(bound, if bound == name { &path } else { bound });
        if is_there(name) {
            return Some((name.to_owned(), None));
        }
        if is_there("contextlib") {
            return Some((path, None));
        }
        if self.is_free(name) {
            let import = self.at_the_top(&format!("from contextlib import {name}"));
            return Some((name.to_owned(), Some(import)));
        }
        self.is_free("contextlib")
            .then(|| (path, Some(self.at_the_top("import contextlib"))))
    }

    /// The import that a module needs to be there under its own name, if it needs one; none if the name stands for
    /// something else.
    pub(super) fn imported_module(&self, module: &str) -> Option<Option<Replacement>> {
        if self.is_imported(module, module) {
            return Some(None);
        }
        let import = || Some(self.at_the_top(&format!("import {module}")));
        self.is_free(module).then(import)
    }

    /// Whether a name is bound by imports of one thing only, and by one that runs before the acquisition.
    pub(super) fn is_imported(&self, name: &str, path: &str) -> bool {
        let body = &self.module.body;
        let imports = |stmt: &Stmt| names::imported(stmt).contains(&(name, path.to_owned()));
        let mut elsewhere = false;
        names::own_statements(body, &mut |stmt| {
            elsewhere |= names::names_bound_by(stmt).contains(name) && !imports(stmt);
        });
        visit::statements(body, &mut |stmt| {
            if let StmtKind::Delete(targets) = &stmt.kind {
                elsewhere |= targets
                    .iter()
                    .any(|target| self.source(target.range) == name);
            }
        });
        names::scopes_inside(body, &mut |inner| {
            elsewhere |= names::bound_in(inner).contains(name);
        });
        let mut before = body
            .iter()
            .take_while(|stmt| stmt.range.end <= self.at.start);
        !elsewhere && before.any(imports)
    }

    /// A line after the docstring and the last of the first imports; without them, after the comments that the
    /// file begins with, of which the first may say what runs it and how it is encoded.
    pub(super) fn at_the_top(&self, added: &str) -> Replacement {
        let is_head = |stmt: &Stmt| match &stmt.kind {
            StmtKind::Import(_) | StmtKind::ImportFrom { .. } => true,
            StmtKind::Expr(expr) => matches!(expr.kind, ExprKind::Constant(_)),
            _ => false,
        };
        let head = self.module.body.iter().take_while(|stmt| is_head(stmt));
        let (at, text) = match head.last() {
            Some(stmt) => (self.line_end(stmt), format!("{}{added}", self.newline())),
            None => (self.head_end(), format!("{added}{}", self.newline())),
        };
        Replacement {
            range: Range::new(at, at),
            text,
        }
    }

    /// Where the comments end that say something about the file: the first block of them, if an empty line follows,
    /// and otherwise the lines that say what runs the file and how it is encoded.
    fn head_end(&self) -> u32 {
        let text = self.text;
        let line = |line: u32| self.lines.line_range(text, line);
        let said = |at: u32| self.source(line(at)).trim_start_matches('\u{feff}').trim();
        let is_for_tools =
            |at: &u32| *at < 3 && (said(*at).starts_with("#!") || says_encoding(said(*at)));
        let block = (1..).take_while(|at| said(*at).starts_with('#')).count() as u32;
        let lines = match said(block + 1).is_empty() {
            true => block,
            false => (1..=block).take_while(is_for_tools).count() as u32,
        };
        match lines {
            0 => (text.len() - text.trim_start_matches('\u{feff}').len()) as u32,
            lines => line(lines + 1).start,
        }
    }

    /// The line break behind the acquisition, or the text's first.
    pub(super) fn newline(&self) -> &'static str {
        let line = self.lines.line(self.at.end);
        let end = self.lines.line_range(self.text, line).end as usize;
        let behind = &self.text[end..];
        let first = |text: &str| text.find(['\r', '\n']).map(|at| at.to_owned());
        let rest = match behind.is_empty() {
            true => first(self.text).map_or("\n", |at| &self.text[at..]),
            false => behind,
        };
        match () {
            () if rest.starts_with("\r\n") => "\r\n",
            () if rest.starts_with('\r') => "\r",
            () => "\n",
        }
    }

    /// The same with a stem.
    pub(super) fn fresh(&self, stem: &str) -> String {
        let bound = names::bound_anywhere(&self.module.body);
        let mut used: HashSet<&str> = bound.into_iter().collect();
        visit::all_expressions(&self.module.body, &mut |expr| {
            if let ExprKind::Name(name) = &expr.kind {
                used.insert(name.as_str());
            }
        });
        let numbered = (2..1000).map(|n| format!("{stem}{n}"));
        let mut names = std::iter::once(stem.to_owned()).chain(numbered);
        names
            .find(|name| !used.contains(name.as_str()))
            .unwrap_or_else(|| stem.to_owned())
    }
}

impl Shape<'_, '_> {
    /// A name for a new variable that nothing has yet.
    pub(super) fn fresh_name(&self) -> String {
        let stem = match self.case.handle().kind.as_str() {
            "socket" => "sock",
            "database connection" | "pooled connection" => "con",
            "child process" => "process",
            "executor" => "pool",
            "temporary directory" => "directory",
            _ => "f",
        };
        self.fresh(stem)
    }
}

/// Whether a comment says how the file is encoded, as Python asks for it.
fn says_encoding(comment: &str) -> bool {
    let mut words = comment.split("coding").skip(1);
    comment.starts_with('#') && words.any(|rest| rest.starts_with([':', '=']))
}
