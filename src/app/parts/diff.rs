//! What a fix would change, as a table.

use crate::app::diff::{Line, Tag};
use yew::prelude::*;

/// The changed parts of a text.
pub fn diff(parts: &[Vec<Line>]) -> Html {
    html! {
        <div class="diff" role="group" tabindex="0" aria-label="What changes">
            {for parts.iter().map(|part| html! {
                <table class="diff-part"><tbody>{for part.iter().map(line)}</tbody></table>
            })}
        </div>
    }
}

fn line(line: &Line) -> Html {
    let (class, sign, word) = match line.tag {
        Tag::Removed => ("diff-old", "−", "removed"),
        Tag::Added => ("diff-new", "+", "added"),
        Tag::Same => ("diff-same", " ", ""),
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
