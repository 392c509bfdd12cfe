//! What grows in a file of a package, in the light of the others: a file alone does not say how long its objects are
//! there, nor how often its functions are called.
//!
//! Alone, a class that looks like one that serves is taken for one, and a function that nobody calls is taken to be
//! called again and again: where a program is one file, both are true more often than not. Of a hundred growths that were
//! shown in libraries, though, eighty-eight rested on one of these and were wrong (`tests/packages/triaged.json`,
//! sample 11). So there the others are asked, and what they do not bear out is unclear.

pub use crate::growth::Place;
use crate::growth::{self, Life, Pace};
use crate::report::{Confidence, FileReport, Finding, Presumed};
use crate::syntax;
use rustc_hash::FxHashSet;

/// How far owners and callers are followed.
const DEEPEST: usize = 4;

/// Most names of functions that are asked for, for one growth.
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
    let presumed = report.findings.iter().filter_map(|it| it.kept.as_ref());
    let mut presumed = presumed.map(|it| &it.presumed);
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
            .or_else(|| self.doubt_that_it_is_often(presumed, &finding.rule))
    }

    fn doubt_that_it_lasts(&mut self, presumed: &Presumed) -> Option<String> {
        let class = &presumed.lasting;
        if class.is_empty() {
            return None;
        }
        let lives = self.lives(class, 0);
        let lasts = lives.contains(&Life::Process) || (lives.is_empty() && presumed.is_likely);
        (!lasts).then(|| format!("In its package nothing is seen to keep an object of `{class}` for as long as the process runs."))
    }

    /// How long the objects of a class are there, wherever they are made.
    fn lives(&mut self, name: &str, depth: usize) -> Vec<Life> {
        let mut lives = Vec::new();
        for place in (self.asked)(name) {
            match place.life {
                Life::Part(owner) if depth < DEEPEST && owner != name => {
                    let of_the_owner = self.lives(&owner, depth + 1);
                    // Nobody is seen to make the owner.
                    let is_unseen = of_the_owner.is_empty();
                    lives.extend(of_the_owner);
                    lives.extend(is_unseen.then_some(Life::Call));
                }
                life => lives.push(life),
            }
        }
        lives
    }

    fn doubt_that_it_is_often(&mut self, presumed: &Presumed, rule: &str) -> Option<String> {
        // What the collector takes back, or goes by itself, is felt only if there is much of it at a time.
        const PASSING: &[&str] = &[
            "cached-without-bound",
            "held-across-a-wait",
            "kept-by-a-cycle",
            "made-per-call",
        ];
        if presumed.often.is_empty() {
            return None;
        }
        let pace = self.pace(&presumed.often);
        let names: Vec<String> = presumed.often.iter().map(|it| format!("`{it}`")).collect();
        let names = crate::text::list(&names);
        match pace {
            Seen::Once => Some(format!(
                "In its package {names} is called only where modules are imported, or where a program begins."
            )),
            Seen::Unknown if PASSING.contains(&rule) => Some(format!(
                "In its package nothing is seen to call {names} again and again."
            )),
            Seen::Unknown | Seen::Often => None,
        }
    }

    /// How often some functions are called, wherever that is.
    fn pace(&mut self, names: &[String]) -> Seen {
        let mut pending: Vec<(String, usize)> = names.iter().map(|it| (it.clone(), 0)).collect();
        let mut seen = FxHashSet::default();
        let mut all = Seen::Once;
        while let Some((name, depth)) = pending.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            // What the interpreter calls is called by no name.
            let is_followed = depth <= DEEPEST && seen.len() <= MOST && !name.starts_with("__");
            let places = match is_followed {
                true => (self.asked)(&name),
                false => Vec::new(),
            };
            // What nobody calls in the package is for those who use it.
            if places.is_empty() {
                all = Seen::Unknown;
            }
            for place in places {
                match place.pace {
                    Pace::Often => return Seen::Often,
                    Pace::Once => {}
                    Pace::Handed => all = Seen::Unknown,
                    Pace::As(callers) => {
                        pending.extend(callers.into_iter().map(|it| (it, depth + 1)));
                    }
                }
            }
        }
        all
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
