//! The comparison, against reports made by hand.

use super::*;
use crate::check::report::{Finding, LeakClass, LeakModel, SyntaxError};
use crate::literate::snippets;

fn finding(rule: &str, line: u32) -> Finding {
    Finding {
        rule: rule.to_owned(),
        confidence: Confidence::OnlyOnException,
        resource: "file".to_owned(),
        api: "open".to_owned(),
        line,
        column: 1,
        end_line: line,
        end_column: 2,
        message: "the file is never closed".to_owned(),
        because: String::new(),
        help: String::new(),
        trace: Vec::new(),
        fixes: Vec::new(),
        acquisition: Some(0),
        kept: None,
        function: "handle".to_owned(),
        leak_class: LeakClass::R0,
        python_warns: String::new(),
        ends_in: String::new(),
        model: LeakModel::default(),
    }
}

fn row(line: u32, name: &str, exits: &[(ExitKind, u32, Outcome)]) -> Acquisition {
    Acquisition {
        line,
        column: 1,
        end_line: line,
        end_column: 2,
        resource: "file".to_owned(),
        api: "open".to_owned(),
        name: name.to_owned(),
        function: "handle".to_owned(),
        verdict: exits
            .iter()
            .map(|exit| exit.2)
            .max()
            .unwrap_or(Outcome::NotAcquired),
        exits: (exits.iter())
            .map(|&(kind, line, outcome)| Exit {
                kind,
                line,
                column: 1,
                what: String::new(),
                outcome,
                because: String::new(),
                path: Vec::new(),
            })
            .collect(),
    }
}

/// The mismatches of `code` against the findings and rows, as text. The code starts on line 3.
fn compare(code: &str, findings: Vec<Finding>, rows: Vec<Acquisition>) -> Vec<String> {
    let report = FileReport {
        findings,
        acquisitions: rows,
        ..FileReport::default()
    };
    let document = format!("# Title\n```python\n{code}\n```\n");
    verify(&snippets(&document)[0], &report)
        .iter()
        .map(|m| m.in_file("a.md"))
        .collect()
}

#[test]
fn an_expected_finding_is_met_or_missed() {
    let code = "f = open(p)  # error: [leak] only-on-exception \"never closed\"";
    assert_eq!(compare(code, vec![finding("leak", 1)], vec![]), [""; 0]);
    assert_eq!(
        compare(code, vec![], vec![]),
        [
            "a.md:3: expected [leak] on this line with confidence OnlyOnException saying \
          \"never closed\", got nothing"
        ]
    );
    assert_eq!(compare(code, vec![finding("other", 1)], vec![]).len(), 2);
}

#[test]
fn an_unexpected_finding_is_a_mismatch() {
    assert_eq!(
        compare("a = 1\nf = open(p)", vec![finding("leak", 2)], vec![]),
        [
            "a.md:4: expected nothing to be reported on this line, got [leak] the file is never \
          closed"
        ]
    );
}

#[test]
fn two_of_a_kind_need_two_expectations() {
    let both = || vec![finding("leak", 1), finding("leak", 1)];
    assert_eq!(compare("f()  # error: [leak]", both(), vec![]).len(), 1);
    assert_eq!(
        compare("f()  # error: [leak] # error: [leak]", both(), vec![]),
        [""; 0]
    );
}

#[test]
fn known_gaps_fail_when_they_close() {
    let missing = "f = open(p)  # MISSING: [leak] loops";
    assert_eq!(compare(missing, vec![], vec![]), [""; 0]);
    assert!(compare(missing, vec![finding("leak", 1)], vec![])[0].contains("turn MISSING into"));
    let spurious = "f = open(p)  # SPURIOUS: [leak] closed elsewhere";
    assert_eq!(compare(spurious, vec![finding("leak", 1)], vec![]), [""; 0]);
    assert!(compare(spurious, vec![], vec![])[0].contains("delete the SPURIOUS comment"));
}

#[test]
fn a_row_is_compared_cell_by_cell() {
    use ExitKind::{Raise, Return};
    use Outcome::{Leaked, NotAcquired, Released};
    let rows = || {
        vec![row(
            1,
            "f",
            &[
                (Return, 3, Released),
                (Raise, 2, Leaked),
                (Raise, 1, NotAcquired),
            ],
        )]
    };
    let check = |comment: &str| compare(&format!("f = open(p)  # {comment}"), vec![], rows());
    assert_eq!(check("exits: return 3 released, raise 2 leaked"), [""; 0]);
    assert_eq!(check("exits f: raise 2 leaked, ..."), [""; 0]);
    assert_eq!(
        check("exits: return 3 released"),
        [
            "a.md:3: expected ways out: return 3 released, got `open` with return 3 released, \
          raise 2 leaked, raise 1 not-acquired"
        ]
    );
    assert_eq!(check("exits: return 3 leaked, ...").len(), 1);
    assert_eq!(check("exits: raise 9 leaked, ...").len(), 1);
    assert_eq!(check("exits g: raise 2 leaked, ...").len(), 1);
    assert_eq!(check("clean").len(), 1);
}

#[test]
fn two_acquisitions_on_a_line_are_told_apart() {
    let rows = vec![
        row(1, "f", &[(ExitKind::End, 1, Outcome::Released)]),
        row(1, "g", &[(ExitKind::End, 1, Outcome::HandedOver)]),
    ];
    let named = "f, g = x()  # exits f: end 1 released # exits g: end 1 handed-over # clean";
    assert_eq!(compare(named, vec![], rows.clone()), [""; 0]);
    let unnamed = "f, g = x()  # exits: end 1 released";
    assert!(compare(unnamed, vec![], rows)[0].contains("say which"));
}

#[test]
fn clean_needs_an_acquisition() {
    assert!(compare("f()  # clean", vec![], vec![])[0].ends_with("got no acquisition"));
}

#[test]
fn syntax_errors_are_expected_by_name() {
    let report = FileReport {
        syntax_errors: vec![SyntaxError {
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 2,
            message: "this is not Python".to_owned(),
        }],
        ..FileReport::default()
    };
    let expected = snippets("```python\ndef (:  # error: [syntax]\n```\n");
    assert_eq!(verify(&expected[0], &report), []);
    let unexpected = snippets("```python\ndef (:\n```\n");
    assert_eq!(verify(&unexpected[0], &report).len(), 1);
}

#[test]
fn a_malformed_comment_fails_the_snippet() {
    let got = compare("f()\ng()  # exits: retrun 1 released", vec![], vec![]);
    assert!(
        got[0].starts_with("a.md:4: expected ways out such as"),
        "{got:?}"
    );
}
