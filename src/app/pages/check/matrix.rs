//! The exit matrix: what is acquired, by every way out, and what has become of it there.

use crate::app::matrix;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::{Check, Msg};
use crate::app::parts::matrix::{ExitTable, exit_table};
use crate::app::parts::text::words as said;
use crate::app::store::Dispatch;
use crate::app::words;
use crate::report::{Acquisition, Outcome};
use yew::prelude::*;

/// Most acquisitions shown at once; buttons lead to the others.
const MOST: usize = 100;

/// The panel: one table for each function.
pub fn panel(check: &Check, dispatch: &Dispatch) -> Html {
    let rows = check
        .known()
        .map_or(&[][..], |known| &known.report.acquisitions);
    if rows.is_empty() {
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
        </>
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
