//! `leaklab explain`: the documentation of a rule.

use clap::Args;
use leaklab::rules::{RULES, doc, rule};
use std::io::Write as _;
use std::process::ExitCode;

/// What `leaklab explain` takes.
#[derive(Args)]
pub struct Arguments {
    /// The rule, such as `never-released`; without it, all of them are listed.
    rule: Option<String>,
}

/// Runs it: 0 known, 2 unknown.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut out = std::io::stdout();
    let Some(id) = &arguments.rule else {
        for rule in RULES {
            let _ = writeln!(out, "{:<24} {}", rule.id, rule.title);
        }
        return ExitCode::SUCCESS;
    };
    match rule(id) {
        Some(rule) => {
            let _ = writeln!(
                out,
                "# {}: {}\n{}",
                rule.id,
                rule.title,
                doc(rule).trim_end()
            );
            ExitCode::SUCCESS
        }
        None => {
            let known: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
            let known = known.join(", ");
            let _ = writeln!(
                std::io::stderr(),
                "leaklab: no rule `{id}`; there are {known}"
            );
            ExitCode::from(2)
        }
    }
}
