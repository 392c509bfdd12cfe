//! The five outcomes and what leads to them: one shape, one word and one class each, everywhere.

use crate::report::{Confidence, ExitKind, Finding, Outcome, TraceKind};
use crate::text::number_of;

/// How something looks in words and on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its shape.
    pub shape: &'static str,
    /// Its word.
    pub word: &'static str,
    /// Its class in the style sheets.
    pub class: &'static str,
}

/// What has become of a resource.
pub fn outcome(outcome: Outcome) -> Look {
    match outcome {
        Outcome::NotAcquired => Look {
            shape: "–",
            word: "not yet open",
            class: "none",
        },
        Outcome::Released => Look {
            shape: "✓",
            word: "released",
            class: "released",
        },
        Outcome::HandedOver => Look {
            shape: "→",
            word: "handed over",
            class: "handed",
        },
        Outcome::Unclear => Look {
            shape: "?",
            word: "unclear",
            class: "unclear",
        },
        Outcome::Leaked => Look {
            shape: "▲",
            word: "leaked",
            class: "leaked",
        },
    }
}

/// A step of a finding's witness.
pub fn step(finding: &Finding, kind: TraceKind) -> Look {
    let (acquires, leaks) = match finding.kept.is_some() {
        true => ("keeps", "stays"),
        false => ("acquires", "leaks"),
    };
    match kind {
        TraceKind::Acquire => Look {
            shape: "●",
            word: acquires,
            class: "open",
        },
        TraceKind::Pass => Look {
            shape: "•",
            word: "goes on",
            class: "pass",
        },
        TraceKind::Raise => Look {
            shape: "↯",
            word: "raises",
            class: "raise",
        },
        TraceKind::Leak => Look {
            shape: "▲",
            word: leaks,
            class: "leaked",
        },
    }
}

/// How sure a finding is.
pub fn confidence(confidence: Confidence) -> Look {
    match confidence {
        Confidence::Definite => Look {
            shape: "▲",
            word: "always",
            class: "definite",
        },
        Confidence::SomePath => Look {
            shape: "▲",
            word: "on some path",
            class: "some-path",
        },
        Confidence::OnlyOnException => Look {
            shape: "↯",
            word: "only if something raises",
            class: "on-exception",
        },
        Confidence::Unclear => Look {
            shape: "?",
            word: "not certain",
            class: "not-certain",
        },
        Confidence::Style => Look {
            shape: "–",
            word: "habit",
            class: "habit",
        },
    }
}

/// What is held after a step of a finding: so many handles, or something that stays.
pub fn held(of: &Finding, kind: TraceKind, open: u32) -> String {
    if of.kept.is_some() {
        let word = if kind == TraceKind::Leak {
            "stays"
        } else {
            "kept"
        };
        return if open == 0 { "" } else { word }.to_owned();
    }
    match kind {
        TraceKind::Leak => format!("{} leaked", open.max(1)),
        _ => format!("{open} open"),
    }
}

/// How many ways out leak: `1 of 3 ways out leaks`.
pub fn leaking(leaked: usize, ways: usize) -> String {
    if ways == 0 {
        return "kept when a call is over".to_owned();
    }
    let ways = number_of(ways, "way out", "ways out");
    match leaked {
        0 => format!("none of {ways} leaks"),
        1 => format!("1 of {ways} leaks"),
        _ => format!("{leaked} of {ways} leak"),
    }
}

/// A way out of a function, as the head of a column.
pub fn exit(kind: ExitKind, what: &str, line: u32) -> String {
    match kind {
        ExitKind::Return => format!("return, line {line}"),
        ExitKind::End => format!("end, line {line}"),
        ExitKind::Raise if what.is_empty() => format!("↯ raise, line {line}"),
        ExitKind::Raise => format!("↯ {what}, line {line}"),
    }
}
