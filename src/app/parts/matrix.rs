//! The exit matrix as a table for any page: what is acquired, by every way out, and what has become
//! of it there.

use super::text::words as said;
use crate::app::words;
use crate::order;
use crate::report::{Acquisition, Exit, ExitKind, Outcome};
use yew::prelude::*;

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
    let mut columns: Vec<&Exit> = Vec::new();
    for exit in table.rows.iter().flat_map(|(_, row)| &row.exits) {
        let taken = exit.outcome != Outcome::NotAcquired;
        if taken && !columns.iter().any(|other| same(other, exit)) {
            columns.push(exit);
        }
    }
    order::by_key(&mut columns, |exit| (exit.line, exit.column, exit.kind));
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

/// A way out as the head of its column: what happens, then where.
fn head(exit: &Exit) -> Html {
    let what = match exit.kind {
        ExitKind::Return => html! { {"return"} },
        ExitKind::End => html! { {"end"} },
        ExitKind::Raise if exit.what.is_empty() => html! { {"↯ raise"} },
        ExitKind::Raise => html! { <>{"↯ "}<code>{exit.what.clone()}</code></> },
    };
    html! { <>{what}<span class="exit-line">{format!("line {}", exit.line)}</span></> }
}

/// What was acquired, and where.
fn acquired(table: &ExitTable, row: &Acquisition) -> Html {
    let line = row.line;
    let name = html! {
        <><code>{short(row)}</code><span class="acquired-line">{place(row)}</span></>
    };
    match &table.online {
        None => name,
        Some(online) => html! {
            <button type="button" class="link acquired"
                onclick={online.reform(move |_: MouseEvent| line)}>{name}</button>
        },
    }
}

/// Where a row comes from: the callable, if the name does not say it, and the line.
fn place(row: &Acquisition) -> String {
    match row.name.as_str() {
        "" => format!("line {}", row.line),
        _ => format!("{}, line {}", row.api, row.line),
    }
}

/// What a row is called: its name in the program, else the callable.
fn short(row: &Acquisition) -> String {
    if row.name.is_empty() {
        row.api.clone()
    } else {
        row.name.clone()
    }
}

/// Whether two exits are the same way out.
fn same(a: &Exit, b: &Exit) -> bool {
    (a.kind, a.line, a.column, &a.what) == (b.kind, b.line, b.column, &b.what)
}

fn cell(table: &ExitTable, index: usize, row: &Acquisition, exit: &Exit) -> Html {
    let found = row
        .exits
        .iter()
        .enumerate()
        .find(|(_, other)| same(other, exit));
    let Some((number, exit)) = found.filter(|(_, exit)| exit.outcome != Outcome::NotAcquired)
    else {
        return html! {
            <td><span class="cell none" title="never taken while it is open">{"–"}</span></td>
        };
    };
    let look = words::outcome(exit.outcome);
    let is_lit = table.lit == Some((index, number));
    html! {
        <td>
            <button type="button" class={format!("cell {}", look.class)}
                aria-pressed={is_lit.to_string()} title={exit.because.replace('`', "")}
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
                {" "}<code>{short(row)}</code>{" · "}
                {words::exit(exit.kind, &exit.what, exit.line)}
            </p>
            <p>{said(&exit.because)}</p>
        </div>
    }
}
