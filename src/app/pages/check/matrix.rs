//! The exit matrix: what is acquired, by every way out, and what has become of it there.

use super::super::ShellProps;
use crate::app::model::Msg as AppMsg;
use crate::app::model::check::{Check, Msg};
use crate::app::parts::text::words as said;
use crate::app::store::{Dispatch, use_dispatch};
use crate::app::words;
use crate::report::{Acquisition, Exit, Outcome};
use yew::prelude::*;

/// Most acquisitions shown; a file with more is read finding by finding.
const MOST: usize = 100;

/// The panel: one table for each function.
#[component]
pub fn Matrix(props: &ShellProps) -> Html {
    let dispatch = use_dispatch();
    let check = &props.model.check;
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
    let mut functions: Vec<(&str, Vec<usize>)> = Vec::new();
    for (index, row) in rows.iter().enumerate().take(MOST) {
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
            <p class="summary">{legend()}</p>
            {for functions.iter().map(|(name, indexes)| table(check, rows, name, indexes, &dispatch))}
            if rows.len() > MOST {
                <p class="hint">{format!("and {} more", rows.len() - MOST)}</p>
            }
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

/// A way out as a column: kind, operation, line.
type Column<'a> = (&'a Exit, String);

/// The table of one function: its columns are all ways out that its acquisitions have.
fn table(
    check: &Check,
    rows: &[Acquisition],
    name: &str,
    indexes: &[usize],
    dispatch: &Dispatch,
) -> Html {
    let mut columns: Vec<Column> = Vec::new();
    for exit in indexes
        .iter()
        .filter_map(|&index| rows.get(index))
        .flat_map(|row| &row.exits)
    {
        if !columns.iter().any(|(other, _)| same(other, exit)) {
            columns.push((exit, words::exit(exit.kind, &exit.what, exit.line)));
        }
    }
    columns.sort_by_key(|(exit, _)| (exit.line, exit.column, exit.kind));
    let why = check
        .cell
        .filter(|(row, _)| indexes.contains(row))
        .and_then(|(row, column)| {
            let row = rows.get(row)?;
            Some((row, row.exits.get(column)?))
        });
    let title = if name == "module" {
        "At module level".to_owned()
    } else {
        format!("`{name}`")
    };
    html! {
        <section class="matrix-part">
            <h2 class="matrix-title">{said(&title)}</h2>
            <div class="matrix-scroll" tabindex="0" role="group" aria-label={format!("Exit matrix of {name}")}>
                <table class="matrix">
                    <thead>
                        <tr>
                            <th scope="col">{"acquired"}</th>
                            {for columns.iter().map(|(_, head)| html! { <th scope="col">{head.clone()}</th> })}
                        </tr>
                    </thead>
                    <tbody>
                        {for indexes.iter().filter_map(|&index| Some((index, rows.get(index)?))).map(|(index, row)| html! {
                            <tr>
                                <th scope="row">{acquired(row, dispatch)}</th>
                                {for columns.iter().map(|(exit, _)| cell(check, index, row, exit, dispatch))}
                            </tr>
                        })}
                    </tbody>
                </table>
            </div>
            {match why {
                Some((row, exit)) => reason(row, exit),
                None => html! { <p class="hint">{"Choose a cell: its path lights up in the code."}</p> },
            }}
        </section>
    }
}

/// Whether two exits are the same way out.
fn same(a: &Exit, b: &Exit) -> bool {
    (a.kind, a.line, a.column, &a.what) == (b.kind, b.line, b.column, &b.what)
}

fn acquired(row: &Acquisition, dispatch: &Dispatch) -> Html {
    html! {
        <button type="button" class="link acquired" onclick={dispatch.to(AppMsg::Check(Msg::Focus(row.line)))}>
            <code>{row.api.clone()}</code>
            <span>{format!("line {}", row.line)}</span>
        </button>
    }
}

fn cell(check: &Check, index: usize, row: &Acquisition, exit: &Exit, dispatch: &Dispatch) -> Html {
    let found = row
        .exits
        .iter()
        .enumerate()
        .find(|(_, other)| same(other, exit));
    let Some((number, exit)) = found.filter(|(_, exit)| exit.outcome != Outcome::NotAcquired)
    else {
        return html! { <td><span class="cell none" title="never taken while it is open">{"–"}</span></td> };
    };
    let look = words::outcome(exit.outcome);
    let is_lit = check.cell == Some((index, number));
    html! {
        <td>
            <button type="button" class={format!("cell {}", look.class)} aria-pressed={is_lit.to_string()}
                title={exit.because.replace('`', "")}
                onclick={dispatch.to(AppMsg::Check(Msg::Cell(index, number)))}>
                {format!("{} {}", look.shape, look.word)}
            </button>
        </td>
    }
}

/// Why the lit cell is as it is.
fn reason(row: &Acquisition, exit: &Exit) -> Html {
    let look = words::outcome(exit.outcome);
    html! {
        <div class={format!("reason {}", look.class)} role="status">
            <p>
                <span class={format!("chip {}", look.class)}>{format!("{} {}", look.shape, look.word)}</span>
                {" "}<code>{row.api.clone()}</code>{format!(" of line {} · ", row.line)}
                {words::exit(exit.kind, &exit.what, exit.line)}
            </p>
            <p>{said(&exit.because)}</p>
        </div>
    }
}
