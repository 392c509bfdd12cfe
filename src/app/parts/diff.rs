//! What a fix would change, as a table.

use crate::app::diff::{self, ChangeTag, Line};
use yew::prelude::*;

/// The changed lines with two lines around them.
pub fn diff(before: &str, after: &str) -> Html {
    let parts = diff::parts(before, after);
    html! {
        <div class="diff" role="group" aria-label="What changes">
            {for parts.iter().map(|part| html! {
                <table class="diff-part"><tbody>{for part.iter().map(line)}</tbody></table>
            })}
        </div>
    }
}

fn line(line: &Line) -> Html {
    let (class, sign, word) = match line.tag {
        ChangeTag::Delete => ("diff-old", "−", "removed"),
        ChangeTag::Insert => ("diff-new", "+", "added"),
        ChangeTag::Equal => ("diff-same", " ", ""),
    };
    html! {
        <tr class={class}>
            <td class="diff-line">{line.number}</td>
            <td class="diff-sign">
                <span class="unseen">{word}</span><span aria-hidden="true">{sign}</span>
            </td>
            <td class="diff-text">{line.text.to_owned()}</td>
        </tr>
    }
}
