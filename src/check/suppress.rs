//! Findings that the text itself asks not to be told of: `# leaklab: ignore[rule] reason`.
//!
//! At the end of a line it is about that line, on the line of a `def` or `class` about its whole
//! body. Without a rule it is about all of them. One that keeps nothing back is reported, so that it
//! goes when its reason has gone.

use crate::report::FileReport;
use crate::syntax::ast::{Module, StmtKind};
use crate::syntax::visit;
use crate::text::LineIndex;

/// A wish not to be told.
struct Suppression {
    /// Its line, from 1.
    line: u32,
    /// The lines it is about, first and last.
    about: (u32, u32),
    /// The rules; none for all.
    rules: Vec<String>,
    /// How many findings it has kept back.
    used: usize,
}

/// Takes out what the text asks not to be told of, and tells of wishes that were about nothing.
pub(super) fn apply(report: &mut FileReport, module: &Module, text: &str, lines: &LineIndex) {
    let mut wishes = wishes(module, text, lines);
    if wishes.is_empty() {
        return;
    }
    report.findings.retain(|finding| {
        let wish = wishes.iter_mut().find(|wish| {
            let here = (wish.about.0..=wish.about.1).contains(&finding.line);
            here && (wish.rules.is_empty() || wish.rules.contains(&finding.rule))
        });
        match wish {
            Some(wish) => {
                wish.used += 1;
                false
            }
            None => true,
        }
    });
    for wish in wishes.iter().filter(|wish| wish.used == 0) {
        let line = wish.line;
        let rules = wish.rules.join(", ");
        let what = if rules.is_empty() {
            "any rule".to_owned()
        } else {
            format!("`{rules}`")
        };
        report.notices.push(format!(
            "Line {line} asks to ignore {what}, and there is nothing to ignore."
        ));
    }
}

fn wishes(module: &Module, text: &str, lines: &LineIndex) -> Vec<Suppression> {
    let mut found: Vec<Suppression> = (module.comments.iter())
        .filter_map(|range| {
            let rules = rules_of(range.of(text))?;
            let line = lines.line(range.start);
            Some(Suppression {
                line,
                about: (line, line),
                rules,
                used: 0,
            })
        })
        .collect();
    if found.is_empty() {
        return found;
    }
    visit::statements(&module.body, &mut |stmt| {
        // The line of the `def`, not of a decorator above it.
        let head = match &stmt.kind {
            StmtKind::Function(function) => Some(function.range.start),
            StmtKind::Class(class) => Some(class.range.start),
            _ => None,
        };
        if let Some(head) = head {
            let head = lines.line(head);
            let last = lines.line(stmt.range.end.max(1) - 1);
            for wish in found.iter_mut().filter(|wish| wish.line == head) {
                wish.about = (head, last);
            }
        }
    });
    found
}

/// The rules a comment asks to ignore; none if it is another kind of comment.
fn rules_of(comment: &str) -> Option<Vec<String>> {
    let rest = comment.trim_start_matches('#').trim_start();
    let rest = rest.strip_prefix("leaklab:")?.trim_start();
    let rest = rest.strip_prefix("ignore")?;
    match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((rules, _)) => Some(
            rules
                .split(',')
                .map(|rule| rule.trim().to_owned())
                .collect(),
        ),
        None => (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(Vec::new),
    }
}

#[cfg(test)]
mod tests {
    use super::rules_of;

    #[test]
    fn a_comment_names_rules_or_all() {
        assert_eq!(rules_of("# leaklab: ignore"), Some(Vec::new()));
        assert_eq!(
            rules_of("#leaklab: ignore it is a daemon"),
            Some(Vec::new())
        );
        let two = rules_of("# leaklab: ignore[never-released, discarded-at-birth] for ever");
        assert_eq!(two.map(|rules| rules.len()), Some(2));
        assert_eq!(rules_of("# leaklab: ignored"), None);
        assert_eq!(rules_of("# please ignore"), None);
    }
}
