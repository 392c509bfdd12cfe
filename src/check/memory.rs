//! What a session remembers of the last text, so that a keystroke costs little more than the
//! function it is in.
//!
//! The answer about a scope is kept if the scope's text and lines are the same, what the module's
//! names mean is the same, and no function that it could ask about has changed: it names none, and
//! names none that names one. Whether that is so is judged by names alone, on the side of asking again.

use crate::report::{Acquisition, Finding};
use crate::text::Range;
use crate::typestate::scopes::{Names, Owner};
use crate::typestate::{ModuleScope, Scope, Yields};
use rustc_hash::{FxHashMap, FxHashSet};

/// The last text and what was said about it.
pub(super) struct Memory {
    /// The text.
    pub text: String,
    /// What the names of its module meant.
    pub module: ModuleScope,
    /// The answers about its scopes, in order.
    pub answers: Vec<Answer>,
}

/// What was said about one scope; nothing in it tells where in the text the scope begins but lines.
#[derive(Clone)]
pub(super) struct Answer {
    /// Where the scope stood.
    pub range: Range,
    /// What was said of it around it: its class and its decorators.
    pub setting: Setting,
    /// Its rows of the exit matrix.
    pub rows: Vec<Acquisition>,
    /// Its findings; their acquisitions are counted within the scope.
    pub findings: Vec<Finding>,
    /// How many ways out its rows have, those that are not listed too.
    pub listed: usize,
    /// How much work it was.
    pub work: usize,
}

/// What decides about a scope and does not stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    owner: Option<Owner>,
    yields: Yields,
    is_plain: bool,
    outer: Vec<Names>,
}

impl Setting {
    /// That of a scope.
    pub fn of(scope: &Scope) -> Self {
        Self {
            owner: scope.owner.clone(),
            yields: scope.yields,
            is_plain: scope.is_plain,
            outer: scope.outer.clone(),
        }
    }
}

/// The one replacement that makes the new text of the old.
struct Change {
    start: usize,
    old_end: usize,
    new_end: usize,
    /// Where the last line that it touches ends, in the new text.
    line_end: usize,
    /// Whether what comes after stands on the same lines as before.
    keeps_lines: bool,
}

impl Memory {
    /// For each scope of the new text the answer that still holds, if there is one.
    pub fn still_true<'m>(
        &'m self,
        text: &str,
        module: &ModuleScope,
        scopes: &[Scope],
    ) -> Vec<Option<&'m Answer>> {
        if self.module != *module {
            return vec![None; scopes.len()];
        }
        let change = Change::between(&self.text, text);
        let before: FxHashMap<Range, &Answer> = (self.answers.iter().skip(1))
            .map(|answer| (answer.range, answer))
            .collect();
        // The whole top-level statement of a change is asked about again.
        let place = |scope: &Scope| change.old_place(scope.cfg.range);
        let unsettled = scopes.iter().skip(1).filter(|scope| place(scope).is_none());
        let around = unsettled.fold(None, |around: Option<Range>, scope| {
            let range = scope.cfg.range;
            Some(around.map_or(range, |it| {
                Range::new(it.start.min(range.start), it.end.max(range.end))
            }))
        });
        let is_inside = |range: Range| {
            around.is_some_and(|around| around.start <= range.start && range.end <= around.end)
        };
        let mut kept: Vec<Option<&Answer>> = (scopes.iter().enumerate())
            .map(|(id, scope)| {
                let place = place(scope).filter(|_| id > 0 && !is_inside(scope.cfg.range))?;
                let answer = before.get(&place).copied()?;
                (answer.setting == Setting::of(scope)).then_some(answer)
            })
            .collect();
        let lost = self.lost_names(&kept);
        forget_dependents(&mut kept, text, module, scopes, &lost);
        kept
    }

    /// Names in what the old text had and the new one has no answer for any more.
    fn lost_names(&self, kept: &[Option<&Answer>]) -> FxHashSet<String> {
        let found: FxHashSet<u32> = kept.iter().flatten().map(|it| it.range.start).collect();
        let lost = (self.answers.iter().skip(1)).filter(|it| !found.contains(&it.range.start));
        lost.filter_map(|answer| {
            let head = answer.range.of(&self.text).split_once("def ")?.1;
            let end = head.find(|c: char| c != '_' && !c.is_alphanumeric())?;
            Some(head[..end].to_owned())
        })
        .collect()
    }
}

/// Takes away the answers about scopes that could ask about a changed one.
fn forget_dependents(
    kept: &mut [Option<&Answer>],
    text: &str,
    module: &ModuleScope,
    scopes: &[Scope],
    lost: &FxHashSet<String>,
) {
    let mut changed: FxHashSet<String> = lost.clone();
    let name = |scope: &Scope, changed: &mut FxHashSet<String>| {
        changed.insert(scope.cfg.name.clone());
        changed.extend(scope.owner.iter().map(|owner| owner.class.clone()));
    };
    for (scope, _) in scopes
        .iter()
        .zip(kept.iter())
        .skip(1)
        .filter(|(_, answer)| answer.is_none())
    {
        name(scope, &mut changed);
    }
    loop {
        module.add_subclasses(&mut changed);
        let mut more = false;
        for (scope, answer) in scopes
            .iter()
            .zip(kept.iter_mut())
            .filter(|(_, it)| it.is_some())
        {
            let body = scope.cfg.range.of(text);
            let asks = |name: &String| name != "__init__" && body.contains(name.as_str());
            let owned = scope
                .owner
                .as_ref()
                .is_some_and(|owner| changed.contains(&owner.class));
            if owned || changed.iter().any(asks) {
                *answer = None;
                name(scope, &mut changed);
                more = true;
            }
        }
        if !more {
            return;
        }
    }
}

impl Change {
    fn between(before: &str, after: &str) -> Self {
        let (old, new) = (before.as_bytes(), after.as_bytes());
        let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let rest = old[start..].iter().rev().zip(new[start..].iter().rev());
        let same = rest.take_while(|(a, b)| a == b).count();
        let (old_end, new_end) = (old.len() - same, new.len() - same);
        // Lines may end in either, see `text`; a pair counts twice, in both texts.
        let ends_line = |byte: &&u8| matches!(**byte, b'\n' | b'\r');
        let lines = |bytes: &[u8]| bytes.iter().filter(ends_line).count();
        Self {
            start,
            old_end,
            new_end,
            line_end: new_end
                + new[new_end..]
                    .iter()
                    .take_while(|byte| !ends_line(byte))
                    .count(),
            keeps_lines: lines(&old[start..old_end]) == lines(&new[start..new_end]),
        }
    }

    /// Where a range of the new text, untouched by the change, stood in the old one.
    fn old_place(&self, range: Range) -> Option<Range> {
        if (range.end as usize) < self.start {
            return Some(range);
        }
        let moved = |at: u32| (at as usize - self.new_end + self.old_end) as u32;
        let after = self.keeps_lines && range.start as usize > self.line_end;
        after.then(|| Range::new(moved(range.start), moved(range.end)))
    }
}
