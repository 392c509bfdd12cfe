//! What a comment expects, as data.

use super::{Mismatch, Snippet, comments};
use crate::check::report::{Confidence, ExitKind, Outcome};

/// One expectation and the line it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Line of the code it is about, from 1.
    pub line: u32,
    /// Line of the code it is written on, from 1.
    pub written: u32,
    /// What is expected there.
    pub expected: Expected,
}

/// What is expected of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// `# error: [rule] only-on-exception "words"`: this finding.
    Error {
        /// The rule, or `syntax` for a syntax error.
        rule: String,
        /// Its confidence, when the document says so.
        confidence: Option<Confidence>,
        /// Words that its message, reason or advice must contain.
        words: Option<String>,
    },
    /// `# MISSING: [rule] reason`: the finding ought to be here and is not.
    Missing {
        /// The rule.
        rule: String,
        /// Why it is not found yet.
        reason: String,
    },
    /// `# SPURIOUS: [rule] reason`: the finding is here and ought not to be.
    Spurious {
        /// The rule.
        rule: String,
        /// Why it is wrong.
        reason: String,
    },
    /// `# exits: return 4 released, raise 3 leaked`: the exit matrix row.
    Exits(Exits),
    /// `# clean`: something is acquired here and no way out leaks it.
    Clean,
}

/// An expected row of the exit matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exits {
    /// The name or callable that tells two acquisitions of one line apart.
    pub which: Option<String>,
    /// The ways out that are named.
    pub named: Vec<ExitExpectation>,
    /// Whether there may be others (the list ends in `...`).
    pub others: Others,
}

/// Whether an exit list is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// Ways out that are not named fail the expectation.
    Refused,
    /// Any number of others.
    Allowed,
}

/// One expected cell of the exit matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitExpectation {
    /// How control leaves.
    pub kind: ExitKind,
    /// Line of the code it leaves from, from 1.
    pub line: u32,
    /// What has become of the resource.
    pub outcome: Outcome,
}

/// Fills in the snippet's expectations from its comments.
pub(super) fn read(snippet: &mut Snippet) {
    for comment in comments::expectations(&snippet.code) {
        match expected(&comment.text) {
            Ok(expected) => snippet.expectations.push(Expectation {
                line: comment.about,
                written: comment.written,
                expected,
            }),
            Err(wanted) => snippet.malformed.push(Mismatch {
                line: snippet.line + comment.written - 1,
                expected: wanted,
                got: format!("`# {}`", comment.text),
            }),
        }
    }
}

/// Reads one comment; the error says what it should look like.
fn expected(text: &str) -> Result<Expected, String> {
    if text == "clean" {
        return Ok(Expected::Clean);
    }
    let (head, body) = text.split_once(':').unwrap_or((text, ""));
    let body = body.trim();
    if let Some(which) = head.strip_prefix("exits") {
        let which = Some(which.trim().to_owned()).filter(|which| !which.is_empty());
        return exits(which, body);
    }
    let wanted = || format!("`# {head}: [rule] …`");
    let (rule, rest) = body
        .strip_prefix('[')
        .and_then(|b| b.split_once(']'))
        .ok_or_else(wanted)?;
    let (rule, rest) = (rule.trim().to_owned(), rest.trim());
    if rule.is_empty() {
        return Err(wanted());
    }
    match head {
        "error" => error(rule, rest),
        _ if rest.is_empty() => Err(format!("`# {head}: [{rule}]` to give its reason")),
        "MISSING" => Ok(Expected::Missing {
            rule,
            reason: rest.to_owned(),
        }),
        _ => Ok(Expected::Spurious {
            rule,
            reason: rest.to_owned(),
        }),
    }
}

fn error(rule: String, rest: &str) -> Result<Expected, String> {
    let (head, words) = match rest.split_once('"') {
        Some((head, quoted)) => {
            let words = quoted.strip_suffix('"').ok_or("a closing `\"`")?;
            (head.trim(), Some(words.to_owned()))
        }
        None => (rest, None),
    };
    let confidence = match head {
        "" => None,
        "definite" => Some(Confidence::Definite),
        "some-path" => Some(Confidence::SomePath),
        "only-on-exception" => Some(Confidence::OnlyOnException),
        "unclear" => Some(Confidence::Unclear),
        "style" => Some(Confidence::Style),
        _ => {
            return Err(format!(
                "a confidence (definite, some-path, only-on-exception, unclear, style) or \
                 \"words\" after `[{rule}]`"
            ));
        }
    };
    Ok(Expected::Error {
        rule,
        confidence,
        words,
    })
}

fn exits(which: Option<String>, body: &str) -> Result<Expected, String> {
    let mut row = Exits {
        which,
        named: Vec::new(),
        others: Others::Refused,
    };
    for part in body.split(',').map(str::trim) {
        if part == "..." || part == "…" {
            row.others = Others::Allowed;
        } else {
            row.named.push(cell(part)?);
        }
    }
    Ok(Expected::Exits(row))
}

fn cell(part: &str) -> Result<ExitExpectation, String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let wanted = || {
        "ways out such as `return 7 released, raise 5 leaked`: return, end or raise; a line; \
         released, handed-over, unclear, leaked or not-acquired"
            .to_owned()
    };
    let [kind, line, outcome] = words.as_slice() else {
        return Err(wanted());
    };
    let kind = match *kind {
        "return" => ExitKind::Return,
        "end" => ExitKind::End,
        "raise" => ExitKind::Raise,
        _ => return Err(wanted()),
    };
    let outcome = match *outcome {
        "released" => Outcome::Released,
        "handed-over" => Outcome::HandedOver,
        "unclear" => Outcome::Unclear,
        "leaked" => Outcome::Leaked,
        "not-acquired" => Outcome::NotAcquired,
        _ => return Err(wanted()),
    };
    let line = line.parse().map_err(|_| wanted())?;
    Ok(ExitExpectation {
        kind,
        line,
        outcome,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_kind() {
        assert_eq!(expected("clean"), Ok(Expected::Clean));
        assert_eq!(
            expected("error: [never-released] only-on-exception \"`json.load` on line 3\""),
            Ok(Expected::Error {
                rule: "never-released".to_owned(),
                confidence: Some(Confidence::OnlyOnException),
                words: Some("`json.load` on line 3".to_owned()),
            })
        );
        assert_eq!(
            expected("MISSING: [r] loops"),
            Ok(Expected::Missing {
                rule: "r".to_owned(),
                reason: "loops".to_owned()
            })
        );
        let Ok(Expected::Exits(row)) = expected("exits f: return 7 released, raise 5 leaked, ...")
        else {
            panic!("a row")
        };
        assert_eq!(row.which.as_deref(), Some("f"));
        assert_eq!(row.others, Others::Allowed);
        assert_eq!(
            row.named[1],
            ExitExpectation {
                kind: ExitKind::Raise,
                line: 5,
                outcome: Outcome::Leaked
            }
        );
    }

    #[test]
    fn says_what_is_wrong() {
        for wrong in [
            "error: never-released",
            "error: []",
            "error: [r] sure",
            "error: [r] \"open",
            "MISSING: [r]",
            "SPURIOUS: [r]",
            "exits: retrun 7 released",
            "exits: return seven released",
            "exits: return 7 lost",
            "exits:",
        ] {
            assert!(expected(wrong).is_err(), "{wrong}");
        }
    }
}
