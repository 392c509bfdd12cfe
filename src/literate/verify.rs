//! Compares what a snippet expects with what the analyzer reports.

use super::expect::{ExitExpectation, Exits, Others};
use super::{Expectation, Expected, Mismatch, Snippet};
use crate::check::report::{Acquisition, Confidence, Exit, ExitKind, FileReport, Outcome};

/// Every way in which `report` is not what `snippet` says, in the order of the document.
pub fn verify(snippet: &Snippet, report: &FileReport) -> Vec<Mismatch> {
    let mut found = Found::new(report);
    let mut mismatches = snippet.malformed.clone();
    let mut say = |line: u32, expected: String, got: String| {
        let line = snippet.line + line.saturating_sub(1);
        mismatches.push(Mismatch {
            line,
            expected,
            got,
        });
    };
    // Expected findings claim theirs first, so that a miss or false alarm never takes one away.
    let mut ordered: Vec<&Expectation> = snippet.expectations.iter().collect();
    ordered.sort_by_key(|expectation| match expectation.expected {
        Expected::Error { .. } => 0,
        Expected::Spurious { .. } => 1,
        _ => 2,
    });
    for Expectation {
        line,
        written,
        expected,
    } in ordered
    {
        let outcome = match expected {
            Expected::Error {
                rule,
                confidence,
                words,
            } => found.error(*line, rule, *confidence, words.as_deref()),
            Expected::Spurious { rule, .. } => found.error(*line, rule, None, None).map_err(|_| {
                (
                    format!("the known false alarm [{rule}] on this line"),
                    "no such finding: delete the SPURIOUS comment".to_owned(),
                )
            }),
            Expected::Missing { rule, .. } => match found.error(*line, rule, None, None) {
                Ok(()) => Err((
                    format!("[{rule}] still to be missed on this line"),
                    "the finding: turn MISSING into error".to_owned(),
                )),
                Err(_) => Ok(()),
            },
            Expected::Exits(row) => exits(report, *line, row),
            Expected::Clean => clean(report, *line),
        };
        if let Err((expected, got)) = outcome {
            say(*written, expected, got);
        }
    }
    for fact in found.facts.iter().filter(|fact| !fact.claimed) {
        say(
            fact.line,
            "nothing to be reported on this line".to_owned(),
            fact.in_words(),
        );
    }
    mismatches.sort_by_key(|mismatch| mismatch.line);
    mismatches
}

/// What was expected and what is so.
type Verdict = Result<(), (String, String)>;

/// A finding or a syntax error, and whether an expectation has claimed it.
struct Fact<'r> {
    line: u32,
    rule: &'r str,
    confidence: Option<Confidence>,
    text: [&'r str; 3],
    claimed: bool,
}

impl Fact<'_> {
    fn in_words(&self) -> String {
        format!("[{}] {}", self.rule, self.text[0])
    }
}

struct Found<'r> {
    facts: Vec<Fact<'r>>,
}

impl<'r> Found<'r> {
    fn new(report: &'r FileReport) -> Self {
        let findings = report.findings.iter().map(|finding| Fact {
            line: finding.line,
            rule: &finding.rule,
            confidence: Some(finding.confidence),
            text: [&finding.message, &finding.because, &finding.help],
            claimed: false,
        });
        let syntax = report.syntax_errors.iter().map(|error| Fact {
            line: error.line,
            rule: "syntax",
            confidence: None,
            text: [&error.message, "", ""],
            claimed: false,
        });
        Self {
            facts: findings.chain(syntax).collect(),
        }
    }

    /// Claims the finding; the error says what is there instead.
    fn error(
        &mut self,
        line: u32,
        rule: &str,
        confidence: Option<Confidence>,
        words: Option<&str>,
    ) -> Verdict {
        let claimed = self.facts.iter_mut().find(|fact| {
            !fact.claimed
                && fact.line == line
                && fact.rule == rule
                && confidence.is_none_or(|wanted| fact.confidence == Some(wanted))
                && words.is_none_or(|words| fact.text.iter().any(|text| text.contains(words)))
        });
        if let Some(fact) = claimed {
            fact.claimed = true;
            return Ok(());
        }
        let mut expected = format!("[{rule}] on this line");
        if let Some(confidence) = confidence {
            expected.push_str(&format!(" with confidence {confidence:?}"));
        }
        if let Some(words) = words {
            expected.push_str(&format!(" saying \"{words}\""));
        }
        let here: Vec<String> = (self.facts.iter())
            .filter(|fact| fact.line == line && !fact.claimed)
            .map(|fact| match fact.confidence {
                Some(confidence) if fact.rule == rule => {
                    format!("[{rule}] {confidence:?}: {}", fact.text.join(" "))
                }
                _ => fact.in_words(),
            })
            .collect();
        let got = if here.is_empty() {
            "nothing".to_owned()
        } else {
            here.join("; ")
        };
        Err((expected, got))
    }
}

/// `# clean`: something is acquired on the line, and every way out takes care of it.
fn clean(report: &FileReport, line: u32) -> Verdict {
    let rows: Vec<&Acquisition> = report
        .acquisitions
        .iter()
        .filter(|a| a.line == line)
        .collect();
    let expected = || "an acquisition on this line that no way out leaks".to_owned();
    if rows.is_empty() {
        return Err((expected(), "no acquisition".to_owned()));
    }
    match rows.iter().find(|row| row.verdict > Outcome::HandedOver) {
        Some(row) => Err((expected(), in_words(row))),
        None => Ok(()),
    }
}

/// `# exits: …`: the row says this and, unless others are allowed, nothing else.
fn exits(report: &FileReport, line: u32, row: &Exits) -> Verdict {
    let all: Vec<&Acquisition> = report
        .acquisitions
        .iter()
        .filter(|a| a.line == line)
        .collect();
    let named: Vec<&Acquisition> = (all.iter().copied())
        .filter(|a| {
            row.which
                .as_ref()
                .is_none_or(|which| a.name == *which || a.api == *which)
        })
        .collect();
    let expected = || {
        let cells: Vec<String> = row.named.iter().map(|cell| cell.in_words()).collect();
        format!("ways out: {}", cells.join(", "))
    };
    let acquisition = match named.as_slice() {
        [one] => one,
        [] if all.is_empty() => return Err((expected(), "no acquisition".to_owned())),
        [] => {
            let names: Vec<&str> = all.iter().map(|a| a.api.as_str()).collect();
            return Err((expected(), format!("acquisitions by {}", names.join(", "))));
        }
        several => {
            let hint = format!(
                "{} acquisitions: say which, `# exits NAME: …`",
                several.len()
            );
            return Err((expected(), hint));
        }
    };
    let missing = row.named.iter().any(|cell| {
        let here: Vec<&Exit> = acquisition
            .exits
            .iter()
            .filter(|exit| cell.is_at(exit))
            .collect();
        here.is_empty() || here.iter().any(|exit| exit.outcome != cell.outcome)
    });
    let unnamed = acquisition.exits.iter().any(|exit| {
        exit.outcome != Outcome::NotAcquired && !row.named.iter().any(|cell| cell.is_at(exit))
    });
    if missing || (unnamed && row.others == Others::Refused) {
        return Err((expected(), in_words(acquisition)));
    }
    Ok(())
}

impl ExitExpectation {
    fn is_at(&self, exit: &Exit) -> bool {
        exit.kind == self.kind && exit.line == self.line
    }

    fn in_words(&self) -> String {
        cell(self.kind, self.line, self.outcome)
    }
}

fn in_words(acquisition: &Acquisition) -> String {
    let cells: Vec<String> = acquisition
        .exits
        .iter()
        .map(|exit| cell(exit.kind, exit.line, exit.outcome))
        .collect();
    format!("`{}` with {}", acquisition.api, cells.join(", "))
}

fn cell(kind: ExitKind, line: u32, outcome: Outcome) -> String {
    let kind = match kind {
        ExitKind::Return => "return",
        ExitKind::End => "end",
        ExitKind::Raise => "raise",
    };
    let outcome = match outcome {
        Outcome::NotAcquired => "not-acquired",
        Outcome::Released => "released",
        Outcome::HandedOver => "handed-over",
        Outcome::Unclear => "unclear",
        Outcome::Leaked => "leaked",
    };
    format!("{kind} {line} {outcome}")
}

#[cfg(test)]
mod tests;
