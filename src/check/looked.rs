//! What the analysis rests on and what it does not know, as a report's plain data.

use super::File;
use crate::report::{Acquisition, Assumption, Likeness, LookAlike, ReleasedBy, Span};
use crate::resources::Catalogue;
use crate::text::Range;
use crate::typestate::look_alikes::{self, Way};
use crate::typestate::{ModuleScope, evidence};
use rustc_hash::FxHashSet;

/// What names that the file does not bind are taken for.
pub(super) fn assumptions(module: &ModuleScope) -> Vec<Assumption> {
    let assumed = module.assumed().iter().filter(|it| it.is_by_name);
    let assumption = assumed.map(|it| Assumption {
        name: it.name.clone(),
        path: it.path.clone(),
    });
    assumption.collect()
}

/// What looks like an acquisition and is in no row.
pub(super) fn look_alikes(
    file: &File<'_>,
    module: &ModuleScope,
    catalogue: &Catalogue,
    rows: &[Acquisition],
) -> Vec<LookAlike> {
    let lines: FxHashSet<u32> = rows.iter().map(|row| row.line).collect();
    let places: FxHashSet<(u32, u32)> = rows.iter().map(|row| (row.line, row.column)).collect();
    let is_known = |range: Range| {
        lines.contains(&file.lines.line(range.start)) && {
            let at = file.lines.position(file.text, range.start);
            places.contains(&(at.line, at.column))
        }
    };
    let all = look_alikes::of(&file.parsed.module, module, catalogue, &is_known);
    all.into_iter().map(|it| look_alike(file, it)).collect()
}

fn look_alike(file: &File<'_>, it: look_alikes::LookAlike) -> LookAlike {
    let name = it.last_name();
    let seen = it.seen.as_ref();
    let by = seen.filter(|seen| !seen.by.is_empty());
    let is_short = |code: &&str| code.len() <= 60 && !code.contains(['\n', '\r', '`']);
    let call = Some(it.call.of(file.text)).filter(is_short);
    LookAlike {
        call: call.unwrap_or(name).to_owned(),
        kind: evidence::kind_of(name),
        places: it.places.iter().map(|place| span(file, *place)).collect(),
        release: by
            .map_or_else(|| evidence::release_of(name), |seen| &seen.by)
            .to_owned(),
        released_by: match by.map(|seen| seen.way) {
            Some(Way::Owner) => ReleasedBy::Owner,
            Some(Way::Function) => ReleasedBy::Function,
            _ => ReleasedBy::Method,
        },
        likeness: match seen.map(|seen| seen.way) {
            None => Likeness::Named,
            Some(Way::Method | Way::Owner | Way::Function) => Likeness::Released,
            Some(Way::Managed) => Likeness::Managed,
            Some(Way::AsyncManaged) => Likeness::AsyncManaged,
        },
        line: seen.map(|seen| file.lines.line(seen.at.start)),
        is_awaited: it.is_awaited,
        is_release_awaited: seen.is_some_and(|seen| seen.is_awaited),
        names: it.names,
    }
}

fn span(file: &File<'_>, range: Range) -> Span {
    let start = file.lines.position(file.text, range.start);
    let end = file.lines.position(file.text, range.end);
    Span {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
