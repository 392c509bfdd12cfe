//! What takes time, for the findings that get it: fixes with their proofs, and paths for the simulator.
//!
//! Up to a bound, in source order; the rest gets them when these are repaired. A session works them out
//! finding by finding, as long as there is time, beginning with the one that is looked at.

use super::back::Back;
use super::grown::{self, Wanted};
use super::memory::Memory;
use super::mended::Unmended;
use super::moved::Prose;
use super::proof::Before;
use super::session::{Kept, file};
use super::{File, Session, budget, moved};
use crate::growth::{self, Growth};
use crate::options::Options;
use crate::report::{Confidence, Detail, FileReport, Finding, Further};
use crate::resources::Catalogue;
use crate::text::LineIndex;
use crate::typestate::{Context, Summaries};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many findings of a file get details, and how many of those that need an exception besides.
const DETAILED: usize = 100;

/// What may still be detailed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Details {
    /// Of those that need no exception, and of those that do.
    left: [usize; 2],
    /// How many have none.
    left_out: usize,
    /// How many findings there are.
    all: usize,
}

impl Details {
    /// What a whole file may have.
    pub fn of(options: &Options) -> Self {
        Self {
            left: [if options.details { DETAILED } else { 0 }; 2],
            left_out: 0,
            all: 0,
        }
    }

    /// Whether one more finding of this confidence gets them.
    pub fn has_room_for(&self, confidence: Confidence) -> bool {
        self.left[usize::from(confidence >= Confidence::OnlyOnException)] > 0
    }

    /// These findings come next.
    pub fn count(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.all += 1;
            match &mut self.left[usize::from(finding.confidence >= Confidence::OnlyOnException)] {
                0 => self.left_out += 1,
                left => *left -= 1,
            }
        }
    }

    /// What is said if some have none; for `late` ones there was no time.
    pub fn told(&self, late: usize) -> Option<String> {
        let (all, shown) = (self.all, self.all - self.left_out - late);
        (shown < all).then(|| {
            format!(
                "Fixes and paths are worked out for {shown} of {all} findings; the others have \
                 theirs when these are mended."
            )
        })
    }
}

/// A text whose details are being worked out.
pub(super) struct Detailing {
    /// Without details.
    report: Rc<FileReport>,
    /// Where the findings come from: the scope, and the position among its findings.
    origins: Vec<Option<(usize, usize)>>,
    /// The findings that wait, the surest first.
    waiting: VecDeque<usize>,
    details: Details,
    /// What was found in a scope, with fixes to be proved.
    proposed: FxHashMap<usize, Vec<Finding>>,
    /// What grows, once that was asked for.
    grown: OnceCell<Vec<Growth>>,
    /// Work that may still be done for proofs.
    left: usize,
    late: usize,
}

impl Detailing {
    fn new(text: &str, report: FileReport, memory: Option<&Memory>) -> Self {
        let mut details = Details::of(&Options::default());
        let mut waiting: Vec<usize> = Vec::new();
        for (at, finding) in report.findings.iter().enumerate() {
            if details.has_room_for(finding.confidence) {
                waiting.push(at);
            }
            details.count(std::slice::from_ref(finding));
        }
        waiting.sort_by_key(|at| report.findings[*at].confidence);
        Self {
            origins: memory.map_or_else(Vec::new, |memory| origins(&report, text, memory)),
            left: budget::of_proofs(report.findings.len()),
            report: Rc::new(report),
            waiting: waiting.into(),
            details,
            proposed: FxHashMap::default(),
            grown: OnceCell::new(),
            late: 0,
        }
    }

    /// What takes time about one finding.
    fn detail(
        &mut self,
        next: usize,
        file: &File<'_>,
        memory: &Memory,
        (catalogue, options): (&Catalogue, &Options),
        before: &Before<'_>,
    ) -> Option<Detail> {
        let found = &self.report.findings[next];
        let finding = match found.kept.is_some() {
            true => self.growth(next, file, memory, (catalogue, options))?,
            false => self.leak(next, file, memory, (catalogue, options), before)?,
        };
        Some(Detail {
            finding: next as u32,
            fixes: finding.fixes,
            model: finding.model,
        })
    }

    /// A finding about an acquisition, with the fixes that are proved.
    fn leak(
        &mut self,
        next: usize,
        file: &File<'_>,
        memory: &Memory,
        (catalogue, options): (&Catalogue, &Options),
        before: &Before<'_>,
    ) -> Option<Finding> {
        let (scope, position) = self.origins.get(next).copied().flatten()?;
        let proposed = self.proposed.entry(scope).or_insert_with(|| {
            let summaries = Summaries::of(&memory.scopes, &memory.module, catalogue);
            let context = Context {
                scope: &memory.scopes[scope],
                module: &memory.module,
                catalogue,
                summaries: &summaries,
            };
            let mut budget = memory.answers[scope].budget.clone();
            let (answer, _) = file.answer(context, options, Details::of(options), &mut budget);
            answer.findings
        });
        let mut finding = proposed.get(position)?.clone();
        finding.acquisition = self.report.findings[next].acquisition;
        if !finding.fixes.is_empty() {
            self.late += usize::from(!before.keep_proved(&mut finding, &mut self.left));
        }
        Some(finding)
    }

    /// A finding about what grows, with the fixes that are proved.
    fn growth(
        &mut self,
        next: usize,
        file: &File<'_>,
        memory: &Memory,
        (catalogue, options): (&Catalogue, &Options),
    ) -> Option<Finding> {
        let all = self.grown.get_or_init(|| {
            let registries = catalogue.registries();
            growth::of(&file.parsed.module, &memory.module, registries, file.text)
        });
        let findings: Vec<Option<Finding>> = (all.iter())
            .map(|it| grown::finding(file, it, Wanted::Findings))
            .collect();
        let found = &self.report.findings[next];
        let is_it = |it: &Finding| {
            (it.line, it.column, &it.rule) == (found.line, found.column, &found.rule)
        };
        let at = (findings.iter()).position(|it| it.as_ref().is_some_and(is_it))?;
        let mut finding = grown::finding(file, &all[at], Wanted::Fixes)?;
        let work = memory.answers.iter().map(|it| it.work).sum();
        let known = (&*self.report, work);
        let grown = Unmended::of(file, &memory.module, (catalogue, options), known);
        let grown = grown.knowing(findings.into_iter().flatten().collect());
        self.late += usize::from(!grown.keep_proved(&mut finding, &mut self.left));
        Some(finding)
    }

    /// The next finding: the one that is asked for first, if it waits.
    fn next(&mut self, first: Option<usize>) -> Option<usize> {
        let asked = self.waiting.iter().position(|at| Some(*at) == first);
        match asked {
            Some(place) => self.waiting.remove(place),
            None => self.waiting.pop_front(),
        }
    }
}

/// For each finding the scope that it was found in, and its position there.
fn origins(report: &FileReport, text: &str, memory: &Memory) -> Vec<Option<(usize, usize)>> {
    let lines = LineIndex::new(text);
    let place = |it: &Finding| (it.line, it.column, it.rule.clone(), it.function.clone());
    let mut known: FxHashMap<_, VecDeque<(usize, usize)>> = FxHashMap::default();
    for (at, (scope, answer)) in memory.scopes.iter().zip(&memory.answers).enumerate() {
        let by = i64::from(lines.line(scope.cfg.range.start)) - i64::from(answer.line);
        for (position, finding) in answer.findings.iter().enumerate() {
            let place = place(&moved::finding(finding.clone(), by, Prose::Told));
            known.entry(place).or_default().push_back((at, position));
        }
    }
    let findings = report.findings.iter();
    findings
        .map(|finding| known.get_mut(&place(finding))?.pop_front())
        .collect()
}

impl Session {
    /// Works out what takes time about the findings of a text, as [`sketch`](Self::sketch) has given
    /// them: of the finding `first` before the others, then of one after the other as long as
    /// `may_go_on`, and of one at least. The next call goes on.
    pub fn detail(
        &mut self,
        path: &str,
        text: &str,
        first: Option<usize>,
        mut may_go_on: impl FnMut() -> bool,
    ) -> Further {
        let is_known = self.knows(text);
        let known = self.detailing.take();
        let known = known.filter(|known| is_known && known.report.path == path);
        let mut all = known.unwrap_or_else(|| {
            let options = Options {
                details: false,
                ..self.options.clone()
            };
            let report = self.look(path, text, &options, Kept::Yes);
            let text = self.pasted.as_ref().map_or(text, |(_, read)| &read.text);
            Detailing::new(text, report, self.memory.as_ref())
        });
        let mut further = Further::default();
        if let Some(memory) = &self.memory {
            let options = Options {
                details: true,
                ..self.options.clone()
            };
            let file = file(path, text, &self.parser, self.pasted.as_ref());
            let setting = (&self.catalogue, &options);
            let report = Rc::clone(&all.report);
            let said = (&report.acquisitions[..], &report.syntax_errors[..]);
            let efforts = file.efforts(&memory.scopes, &memory.answers);
            let before = Before::of(&file, &memory.module, setting, said, &memory.found, efforts);
            while let Some(next) = all.next(first) {
                (further.details).extend(all.detail(next, &file, memory, setting, &before));
                if !may_go_on() {
                    break;
                }
            }
        }
        further.has_more = !all.waiting.is_empty();
        if !further.has_more {
            further.notices.extend(all.details.told(all.late));
        }
        if let Some((pasted, reading)) = &self.pasted {
            Back::of(pasted, reading).further(&mut further);
        }
        self.detailing = Some(all);
        further
    }
}
