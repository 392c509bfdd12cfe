//! Fixes made together do what they promise: as many findings fewer as the button says, in a text
//! that Python reads, and nothing new.

use super::are_python;
use leaklab::check::{Options, Session};
use leaklab::fix::apply_edits;
use leaklab::report::{Confidence, FileReport, Repair};

/// A text's repairs, each with the report of the text that it gives.
fn repairs(text: &str) -> (FileReport, Vec<(Repair, String, FileReport)>) {
    let options = Options {
        show: Confidence::ALL.to_vec(),
        ..Options::default()
    };
    let mut session = Session::new(options);
    let report = session.check("together.py", text);
    let repairs = session.repairs("together.py", text, &report);
    let made = repairs.into_iter().map(|repair| {
        let after = apply_edits(text, &repair.edits);
        let report = session.check("together.py", &after);
        (repair, after, report)
    });
    let made: Vec<_> = made.collect();
    (report, made)
}

/// Holds every repair of a text to what it says; gives how many findings the first one fixes.
fn holds(text: &str) -> u32 {
    let (before, made) = repairs(text);
    for (repair, after, report) in &made {
        let fewer = before.findings.len() - report.findings.len();
        assert_eq!(
            fewer, repair.count as usize,
            "{:?} of\n{text}gave\n{after}",
            repair.rule
        );
        assert!(repair.count > 0, "{text}");
        assert!(
            report.syntax_errors.len() <= before.syntax_errors.len(),
            "{after}"
        );
        assert_eq!(
            report.acquisitions.len(),
            before.acquisitions.len(),
            "{after}"
        );
        if let Some(rule) = &repair.rule {
            let of_rule = |report: &FileReport| {
                let findings = report.findings.iter();
                findings.filter(|finding| finding.rule == *rule).count()
            };
            assert_eq!(
                of_rule(&before) - of_rule(report),
                repair.count as usize,
                "{after}"
            );
        }
    }
    let texts: Vec<String> = made.iter().map(|(_, after, _)| after.clone()).collect();
    if before.syntax_errors.is_empty() {
        assert!(are_python(&texts), "{}", texts.join("\n---\n"));
    }
    made.first().map_or(0, |(repair, _, _)| repair.count)
}

const ONE: &str =
    "def one(path):\n    f = open(path)\n    text = f.read()\n    f.close()\n    return text\n\n\n";

#[test]
fn functions_side_by_side() {
    let text: String = (1..=12)
        .map(|n| ONE.replace("one", &format!("f{n}")))
        .collect();
    assert_eq!(holds(&text), 12);
}

#[test]
fn several_in_one_function() {
    let text = "def copy(a, b):\n    f = open(a)\n    g = open(b, \"w\")\n    g.write(f.read())\n    f.close()\n    g.close()\n";
    assert_eq!(holds(text), 2);
    let (_, made) = repairs(text);
    assert_eq!(
        made[0].1,
        "def copy(a, b):\n    with open(a) as f:\n        with open(b, \"w\") as g:\n            g.write(f.read())\n"
    );
}

#[test]
fn two_in_one_line_and_one_in_another() {
    assert_eq!(
        holds(
            "def f(a, b, c):\n    h = open(c)\n    x = open(a).read() + open(b).read() + h.read()\n    return x\n"
        ),
        3
    );
}

#[test]
fn the_same_import_is_made_once() {
    let one = "def rows(path):\n    con = sqlite3.connect(path)\n    found = con.execute(\"select 1\").fetchall()\n    con.close()\n    return found\n\n\n";
    let text = format!(
        "import sqlite3\n\n\n{one}{}{}",
        one.replace("rows", "more"),
        one.replace("rows", "most")
    );
    assert_eq!(holds(&text), 3);
    let (_, made) = repairs(&text);
    assert_eq!(
        made[0].1.matches("import closing").count(),
        1,
        "{}",
        made[0].1
    );
}

#[test]
fn rules_by_themselves() {
    let never = "def a(path):\n    return len(open(path).read())\n\n\n";
    let text = format!(
        "{ONE}{}{never}{}",
        ONE.replace("one", "two"),
        never
            .replace('a', "b")
            .replace("pbth", "path")
            .replace("rebd", "read")
    );
    assert_eq!(holds(&text), 4);
    let (before, made) = repairs(&text);
    let rules: Vec<_> = made
        .iter()
        .map(|(repair, _, _)| (repair.rule.as_deref(), repair.count))
        .collect();
    assert_eq!(before.findings.len(), 4);
    assert_eq!(
        rules,
        [
            (None, 4),
            (Some("discarded-at-birth"), 2),
            (Some("leaked-on-exception"), 2)
        ]
    );
}

#[test]
fn what_has_no_fix_is_not_counted() {
    let kept = "class Log:\n    def __init__(self, path):\n        self.file = open(path)\n\n\n";
    assert_eq!(holds(&format!("{kept}{ONE}")), 1);
    assert!(repairs(kept).1.is_empty());
    assert!(repairs("x = 1\n").1.is_empty());
}

#[test]
fn line_breaks_marks_tabs_and_ends_of_files_stay() {
    let two = format!("{ONE}{}", ONE.replace("one", "two"));
    for text in [
        two.replace('\n', "\r\n"),
        two.replace("    ", "\t"),
        two.trim_end().to_owned(),
        format!("\u{feff}{two}"),
        format!("# 🦀 déjà vu\n{two}# 🦀"),
        format!("{two}\n\ndef broken(:\n    pass\n"),
    ] {
        assert_eq!(holds(&text), 2, "{text:?}");
    }
}

#[test]
fn every_example_of_the_catalogue_beside_another() {
    let examples = leaklab::resources::shown().examples;
    let mut all: Vec<_> = examples.iter().collect();
    all.sort_by_key(|(name, _)| name.as_str());
    let mut fixed = 0;
    for pair in all.chunks(2) {
        let text: Vec<&str> = pair
            .iter()
            .map(|(_, example)| example.leaky.as_str())
            .collect();
        fixed += holds(&text.join("\n\n"));
    }
    assert!(fixed > 40, "{fixed}");
}
