//! The part of a file that has to be read again for a proof.

use super::File;
use crate::report::Edit;
use crate::syntax::ast::{ExprKind, Stmt, StmtKind};
use crate::syntax::{names, visit};
use crate::text::Range;
use crate::typestate::ModuleScope;
use crate::typestate::scope::Meaning;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// Some statements of the top level, by their lines, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    lines: Vec<RangeInclusive<u32>>,
    /// Whether it is all of the file.
    pub is_whole: bool,
}

impl Part {
    /// All of a file.
    pub fn whole(file: &File<'_>) -> Self {
        Self {
            lines: vec![1..=file.lines.line_count()],
            is_whole: true,
        }
    }

    /// The function or class around all of some edits, with the functions and classes of the file that it names,
    /// and those that they name; all of the file, if there is none, or if something is imported: that has a
    /// meaning everywhere.
    pub fn around(edits: &[Edit], file: &File<'_>, module: &ModuleScope) -> Self {
        let imports = |edit: &Edit| {
            let text = edit.text.trim_start();
            text.starts_with("from ") || text.starts_with("import ")
        };
        let lines = edits
            .iter()
            .flat_map(|edit| [edit.span.line, edit.span.end_line]);
        let (first, last) = lines.fold((u32::MAX, 0), |(a, b), line| (a.min(line), b.max(line)));
        let body = &file.parsed.module.body;
        let is_around = |stmt: &Stmt| {
            let is_scope = matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_));
            let lines = lines_of(stmt, file);
            is_scope && lines.contains(&first) && lines.contains(&last)
        };
        let around = body.iter().position(is_around);
        let Some(around) = around.filter(|_| !edits.iter().any(imports)) else {
            return Self::whole(file);
        };
        let mut makers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, stmt) in body.iter().enumerate() {
            for name in names::bound_names(std::slice::from_ref(stmt)) {
                makers.entry(name).or_default().push(at);
            }
        }
        let mut chosen = BTreeSet::from([around]);
        let mut pending = vec![around];
        while let Some(at) = pending.pop() {
            let needed = own_names(&body[at], module).into_iter();
            let needed = needed.filter_map(|name| makers.get(name)).flatten();
            pending.extend(needed.filter(|other| chosen.insert(**other)));
        }
        let mut lines: Vec<RangeInclusive<u32>> = Vec::new();
        for stmt in chosen.into_iter().map(|at| &body[at]) {
            let next = lines_of(stmt, file);
            match lines.last_mut() {
                // On the line on which the one before it ends.
                Some(last) if *next.start() <= *last.end() => *last = *last.start()..=*next.end(),
                _ => lines.push(next),
            }
        }
        Self {
            lines,
            is_whole: false,
        }
    }

    /// Whether its meaning may depend on more than one statement of the file.
    pub fn names_more(&self) -> bool {
        self.lines.len() > 1
    }

    /// Whether a line is in it.
    pub fn contains(&self, line: u32) -> bool {
        self.lines.iter().any(|lines| lines.contains(&line))
    }

    /// Whether a place is in it.
    pub fn covers(&self, range: Range, file: &File<'_>) -> bool {
        self.contains(file.lines.line(range.start))
    }

    /// Its text, each of its statements from the beginning of its first line.
    pub fn text(&self, file: &File<'_>) -> String {
        let line = |line| file.lines.line_range(file.text, line);
        let parts = self.lines.iter().map(|lines| {
            let range = Range::new(line(*lines.start()).start, line(*lines.end()).end);
            range.of(file.text)
        });
        parts.collect::<Vec<_>>().join("\n")
    }

    /// By how many lines a line of it stands further on in its text.
    pub fn shift(&self, line: u32) -> i64 {
        let mut start = 1;
        for lines in &self.lines {
            if lines.contains(&line) {
                return start - i64::from(*lines.start());
            }
            start += i64::from(lines.end() - lines.start()) + 1;
        }
        0
    }
}

fn lines_of(stmt: &Stmt, file: &File<'_>) -> RangeInclusive<u32> {
    let line = |offset| file.lines.line(offset);
    line(stmt.range.start)..=line(stmt.range.end.max(1) - 1)
}

/// The functions and classes of the file that a statement names.
fn own_names<'a>(stmt: &'a Stmt, module: &ModuleScope) -> BTreeSet<&'a str> {
    let mut own = BTreeSet::new();
    visit::all_expressions(std::slice::from_ref(stmt), &mut |expr| {
        if let ExprKind::Name(name) = &expr.kind
            && module.meaning(name) == Meaning::Definition
        {
            own.insert(name.as_str());
        }
    });
    own
}
