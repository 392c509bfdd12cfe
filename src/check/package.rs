//! What grows in a file of a package, in the light of the others: a file alone does not say how long its objects are
//! there, nor how often its functions are called.
//!
//! Alone, a class that looks like one that serves is taken for one, and a function that nobody calls is taken to be
//! called again and again: where a program is one file, both are true more often than not. Of a hundred growths that were
//! shown in libraries, though, eighty-eight were wrong (`tests/packages/triaged.json`, sample 11), about half of them
//! because one of the two is not so. So there the others are asked, and what they do not bear out is unclear.

pub use crate::growth::Place;
use crate::growth::{self, Life, Pace};
use crate::report::{Confidence, FileReport, Finding, Presumed};
use crate::syntax;
use std::ops::ControlFlow;

/// How far owners and callers are followed.
const DEEPEST: usize = 4;

/// Most names that are asked for, for one growth.
const MOST: usize = 32;

/// Where a file calls something that has a name, or hands it on.
pub fn places(text: &str, name: &str) -> Vec<Place> {
    growth::places(&syntax::parse(text).module, text, name)
}

/// Holds what grows in a file against what the other files of its package say; `asked` gives the places of a name in
/// them. What is unclear then is left out unless it is shown.
pub fn settle(
    report: &mut FileReport,
    show: &[Confidence],
    asked: &mut dyn FnMut(&str) -> Vec<Place>,
) {
    let mut package = Package { asked };
    for finding in &mut report.findings {
        if finding.confidence < Confidence::Unclear
            && let Some(doubt) = package.doubt(finding)
        {
            finding.confidence = Confidence::Unclear;
            finding.because = format!("{} {doubt}", finding.because);
        }
    }
    report.findings.retain(|it| show.contains(&it.confidence));
}

/// Whether there is anything in a report that other files may have to say something of.
pub fn is_wanted(report: &FileReport) -> bool {
    let shown = report.findings.iter();
    let shown = shown.filter(|it| it.confidence < Confidence::Unclear);
    let mut presumed = shown.filter_map(|it| Some(&it.kept.as_ref()?.presumed));
    presumed.any(|it| !it.lasting.is_empty() || !it.often.is_empty())
}

struct Package<'p> {
    asked: &'p mut dyn FnMut(&str) -> Vec<Place>,
}

impl Package<'_> {
    /// What speaks against a finding, as a sentence.
    fn doubt(&mut self, finding: &Finding) -> Option<String> {
        let presumed = &finding.kept.as_ref()?.presumed;
        self.doubt_that_it_lasts(presumed)
            .or_else(|| self.doubt_that_it_is_often(presumed))
    }

    fn doubt_that_it_lasts(&mut self, presumed: &Presumed) -> Option<String> {
        let class = &presumed.lasting;
        if class.is_empty() {
            return None;
        }
        let (mut lasts, mut is_unseen, mut is_made) = (false, false, false);
        self.follow(std::slice::from_ref(class), &mut |places| {
            is_unseen |= places.iter().any(|it| it.life == Life::Given);
            is_made |= !places.is_empty();
            lasts |= places.iter().any(|it| it.life == Life::Process);
            let owners = places.into_iter().filter_map(|it| match it.life {
                Life::Part(owner) => Some(owner),
                Life::Call | Life::Given | Life::Process => None,
            });
            match lasts {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(owners.collect()),
            }
        });
        // What nobody makes in the package is for those who use it.
        let lasts = lasts || (presumed.is_likely && (is_unseen || !is_made));
        (!lasts).then(|| format!("In its package nothing is seen to keep an object of `{class}` for as long as the process runs."))
    }

    fn doubt_that_it_is_often(&mut self, presumed: &Presumed) -> Option<String> {
        if presumed.often.is_empty() {
            return None;
        }
        let mut pace = Seen::Once;
        self.follow(&presumed.often, &mut |places| {
            // What nobody calls in the package is for those who use it.
            let is_unseen = places.is_empty() || places.iter().any(|it| it.pace == Pace::Handed);
            if is_unseen {
                pace = Seen::Unknown;
            }
            if places.iter().any(|it| it.pace == Pace::Often) {
                pace = Seen::Often;
                return ControlFlow::Break(());
            }
            let callers = places.into_iter().filter_map(|it| match it.pace {
                Pace::As(names) => Some(names),
                Pace::Once | Pace::Often | Pace::Handed => None,
            });
            ControlFlow::Continue(callers.flatten().collect())
        });
        let names: Vec<String> = presumed.often.iter().map(|it| format!("`{it}`")).collect();
        let names = crate::text::list(&names);
        match pace {
            Seen::Once => Some(format!(
                "In its package {names} is called only where modules are imported, or where a program begins."
            )),
            Seen::Unknown if presumed.only_if_often => Some(format!(
                "In its package nothing is seen to call {names} again and again."
            )),
            Seen::Unknown | Seen::Often => None,
        }
    }

    /// Goes from some names to those that `next` gives for the places of each, the nearest first, until it has enough.
    /// What is too far away, and what the interpreter calls by itself, has no places.
    fn follow(
        &mut self,
        names: &[String],
        next: &mut dyn FnMut(Vec<Place>) -> ControlFlow<(), Vec<String>>,
    ) {
        let mut all: Vec<(String, usize)> = names.iter().map(|it| (it.clone(), 0)).collect();
        let mut at = 0;
        while let Some((name, depth)) = all.get(at).cloned() {
            let is_asked = depth <= DEEPEST && at < MOST && !name.starts_with("__");
            let places = match is_asked {
                true => (self.asked)(&name),
                false => Vec::new(),
            };
            let ControlFlow::Continue(further) = next(places) else {
                return;
            };
            for name in further {
                if !all.iter().any(|(known, _)| *known == name) {
                    all.push((name, depth + 1));
                }
            }
            at += 1;
        }
    }
}

/// How often something is seen to be called in a package.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// Where modules are imported, or where a program begins.
    Once,
    /// As often as those who use the package see fit.
    Unknown,
    /// As often as something comes in.
    Often,
}
