//! The exit matrix: what is acquired, by every way out, and what has become of it there.

use crate::app::matrix;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::{Check, Msg};
use crate::app::parts::matrix::{ExitTable, exit_table};
use crate::app::parts::text::words as said;
use crate::app::store::Dispatch;
use crate::app::words;
use crate::report::{Acquisition, Finding, Outcome};
use yew::prelude::*;

/// Most acquisitions shown at once; buttons lead to the others.
const MOST: usize = 100;

/// The panel: one table for each function.
pub fn panel(check: &Check, dispatch: &Dispatch) -> Html {
    let rows = check
        .known()
        .map_or(&[][..], |known| &known.report.acquisitions);
    let kept: Vec<&Finding> = (check.findings().iter())
        .filter(|finding| finding.kept.is_some())
        .collect();
    if rows.is_empty() && kept.is_empty() {
        return html! {
            <div class="blank">
                <p class="blank-shape" aria-hidden="true">{"–"}</p>
                <h2>{"Nothing here is opened"}</h2>
                <p>{"The matrix shows every acquisition against every way out of its function."}</p>
            </div>
        };
    }
    // The part of a long list that has the lit cell.
    let first = check.cell.map_or(0, |(row, _)| row / MOST * MOST);
    let after = rows.len().saturating_sub(first + MOST);
    let more = |to: Option<usize>, count: usize, word: &str| {
        let cell = to.and_then(|row| Some((row, matrix::first(rows.get(row)?)?)));
        let to = cell.map(|(row, column)| dispatch.to(AppMsg::Check(Msg::Cell(row, column))));
        html! {
            if let Some(onclick) = to {
                <button type="button" class="button small" {onclick}>{format!("{count} {word}")}</button>
            }
        }
    };
    let mut functions: Vec<(&str, Vec<usize>)> = Vec::new();
    for (index, row) in rows.iter().enumerate().skip(first).take(MOST) {
        match functions
            .last_mut()
            .filter(|(name, _)| *name == row.function)
        {
            Some((_, indexes)) => indexes.push(index),
            None => functions.push((&row.function, vec![index])),
        }
    }
    html! {
        <>
            <div class="summary">{legend()}</div>
            if check.cell.is_none() {
                <p class="hint">{"Choose a cell: its path lights up in the code."}</p>
            }
            {more(first.checked_sub(1), first, "before")}
            {for functions.iter().map(|(name, indexes)| table(check, rows, name, indexes, dispatch))}
            {more((after > 0).then_some(first + MOST), after, "more")}
            if !kept.is_empty() {
                {growth(&kept, dispatch)}
            }
        </>
    }
}

/// What stays when a call is over: by whom it is kept, and until when.
fn growth(kept: &[&Finding], dispatch: &Dispatch) -> Html {
    let row = |finding: &&Finding| {
        let kept = finding.kept.as_ref()?;
        let look = words::outcome(Outcome::Leaked);
        let line = finding.line;
        Some(html! {
            <tr>
                <th scope="row">
                    <span class="matrix-name">{said(&kept.each)}</span>
                    <button type="button" class="link hint"
                        onclick={dispatch.to(AppMsg::Check(Msg::Focus(line)))}>{format!("line\u{a0}{line}")}</button>
                </th>
                <td class="words">{said(&kept.by.join(" → "))}</td>
                <td class="words">{said(&kept.until)}</td>
                <td><span class={format!("chip {}", look.class)}>{format!("{} {}", look.shape, words::confidence(finding.confidence).word)}</span></td>
            </tr>
        })
    };
    html! {
        <section class="matrix-part">
            <h2 class="matrix-title">{"What stays when a call is over"}</h2>
            <div class="matrix-scroll" tabindex="0" role="group" aria-label="What is kept, by whom and until when">
                <table class="matrix kept">
                    <thead>
                        <tr>
                            <th scope="col">{"Kept"}</th>
                            <th scope="col">{"Kept by"}</th>
                            <th scope="col">{"Until"}</th>
                            <th scope="col">{"With a call"}</th>
                        </tr>
                    </thead>
                    <tbody>{for kept.iter().filter_map(row)}</tbody>
                </table>
            </div>
        </section>
    }
}

fn legend() -> Html {
    let all = [
        Outcome::Released,
        Outcome::HandedOver,
        Outcome::Leaked,
        Outcome::Unclear,
    ];
    html! {
        <span class="row">
            {for all.into_iter().map(|outcome| {
                let look = words::outcome(outcome);
                html! { <span class={format!("chip {}", look.class)}>{format!("{} {}", look.shape, look.word)}</span> }
            })}
        </span>
    }
}

/// The table of one function, by its name.
pub fn of_function(check: &Check, name: &str, dispatch: &Dispatch) -> Html {
    let rows = check
        .known()
        .map_or(&[][..], |known| &known.report.acquisitions);
    let indexes: Vec<usize> = (rows.iter().enumerate())
        .filter(|(_, row)| row.function == name)
        .map(|(index, _)| index)
        .collect();
    table(check, rows, name, &indexes, dispatch)
}

/// The table of one function.
fn table(
    check: &Check,
    rows: &[Acquisition],
    name: &str,
    indexes: &[usize],
    dispatch: &Dispatch,
) -> Html {
    let rows: Vec<(usize, Acquisition)> = (indexes.iter())
        .filter_map(|&index| Some((index, rows.get(index)?.clone())))
        .collect();
    let lit = check.cell.filter(|(row, _)| indexes.contains(row));
    let title = match name {
        "module" => "At module level".to_owned(),
        name => format!("`{name}`"),
    };
    html! {
        <section class="matrix-part">
            <h2 class="matrix-title">{said(&title)}</h2>
            {exit_table(&ExitTable {
                rows,
                lit,
                label: format!("Exit matrix of {name}"),
                oncell: dispatch.with(|(row, column)| AppMsg::Check(Msg::Cell(row, column))),
                online: Some(dispatch.with(|line| AppMsg::Check(Msg::Focus(line)))),
            })}
        </section>
    }
}
