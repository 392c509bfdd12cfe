//! The exit matrix as a table for any page: what is acquired, by every way out, and what has become
//! of it there.

use super::text::{with_breaks, words as said};
use crate::app::matrix::{self, columns, name, origin};
use crate::app::words;
use crate::report::{Acquisition, Exit, ExitKind};
use yew::prelude::*;

/// What is said of a way out on which a thing is not open: none of its own, or not on the way there.
const NOT_OPEN: &str = "not open on this way";

/// What a table shows.
pub struct ExitTable {
    /// The rows of one function, each with its index in the report.
    pub rows: Vec<(usize, Acquisition)>,
    /// The lit cell: row in the report and column of its exits.
    pub lit: Option<(usize, usize)>,
    /// Its name for screen readers.
    pub label: String,
    /// A cell was chosen.
    pub oncell: Callback<(usize, usize)>,
    /// The acquisition on this line was chosen; without it rows are only named.
    pub online: Option<Callback<u32>>,
}

/// One table; its columns are all ways out that the rows have.
pub fn exit_table(table: &ExitTable) -> Html {
    let columns = columns(table.rows.iter().map(|(_, row)| row));
    let lit = table.lit.and_then(|(index, column)| {
        let (_, row) = table.rows.iter().find(|(other, _)| *other == index)?;
        Some((row, row.exits.get(column)?))
    });
    html! {
        <>
            <div class="matrix-scroll" tabindex="0" role="group" aria-label={table.label.clone()}>
                <table class="matrix">
                    <thead>
                        <tr>
                            <th scope="col">{"acquired"}</th>
                            {for columns.iter().map(|exit| html! {
                                <th scope="col">{head(exit)}</th>
                            })}
                        </tr>
                    </thead>
                    <tbody>
                        {for table.rows.iter().map(|(index, row)| html! {
                            <tr>
                                <th scope="row">{acquired(table, row)}</th>
                                {for columns.iter().map(|exit| cell(table, *index, row, exit))}
                            </tr>
                        })}
                    </tbody>
                </table>
            </div>
            if let Some((row, exit)) = lit {
                {reason(row, exit)}
            }
        </>
    }
}

/// A way out as the head of its column: what happens, then where. What is too long for one line goes on below.
fn head(exit: &Exit) -> Html {
    let what = match exit.kind {
        ExitKind::Return => html! { {"return"} },
        ExitKind::End => html! { {"end"} },
        ExitKind::Raise if exit.what.is_empty() => html! { {"↯ raise"} },
        ExitKind::Raise => html! { <>{"↯\u{a0}"}<code>{with_breaks(&exit.what)}</code></> },
    };
    html! {
        <>
            <span class="matrix-head">{what}</span>
            <span class="exit-line">{format!("line {}", exit.line)}</span>
        </>
    }
}

/// What was acquired, and where.
fn acquired(table: &ExitTable, row: &Acquisition) -> Html {
    let line = row.line;
    let text = html! {
        <>
            <code class="matrix-head">{with_breaks(name(row))}</code>
            <span class="acquired-line matrix-head">{with_breaks(&origin(row))}</span>
        </>
    };
    match &table.online {
        None => text,
        Some(online) => html! {
            <button type="button" class="link acquired"
                onclick={online.reform(move |_: MouseEvent| line)}>{text}</button>
        },
    }
}

fn cell(table: &ExitTable, index: usize, row: &Acquisition, exit: &Exit) -> Html {
    let Some((number, exit)) = matrix::cell(row, exit) else {
        return html! {
            <td>
                <span class="cell none" title={NOT_OPEN}>
                    <span aria-hidden="true">{"–"}</span><span class="unseen">{NOT_OPEN}</span>
                </span>
            </td>
        };
    };
    let look = words::outcome(exit.outcome);
    let is_lit = table.lit == Some((index, number));
    html! {
        <td>
            <button type="button" class={format!("cell {}", look.class)}
                aria-pressed={is_lit.to_string()} aria-label={matrix::said(row, exit)} title={exit.because.replace('`', "")}
                onclick={table.oncell.reform(move |_: MouseEvent| (index, number))}>
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
                <span class={format!("chip {}", look.class)}>
                    {format!("{} {}", look.shape, look.word)}
                </span>
                {" "}<code>{name(row)}</code>{" · "}
                {words::exit(exit.kind, &exit.what, exit.line)}
            </p>
            <p>{said(&exit.because)}</p>
        </div>
    }
}
