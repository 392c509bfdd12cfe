//! What a fix would change, line by line.

use similar::{ChangeTag, TextDiff};
use yew::prelude::*;

/// Props of [`Diff`].
#[derive(Clone, PartialEq, Properties)]
pub struct DiffProps {
    /// The text as it is.
    pub before: AttrValue,
    /// The text as it would be.
    pub after: AttrValue,
}

/// The changed lines with two lines around them.
#[component]
pub fn Diff(props: &DiffProps) -> Html {
    let diff = TextDiff::from_lines(props.before.as_str(), props.after.as_str());
    let groups = diff.grouped_ops(2);
    html! {
        <div class="diff" role="group" aria-label="What changes">
            {for groups.iter().map(|group| html! {
                <table class="diff-part">
                    <tbody>
                        {for group.iter().flat_map(|op| diff.iter_changes(op)).map(|change| {
                            let (class, sign, word) = match change.tag() {
                                ChangeTag::Delete => ("diff-old", "−", "removed"),
                                ChangeTag::Insert => ("diff-new", "+", "added"),
                                ChangeTag::Equal => ("diff-same", " ", ""),
                            };
                            let line = change.old_index().or(change.new_index()).map_or(0, |at| at + 1);
                            html! {
                                <tr class={class}>
                                    <td class="diff-line">{line}</td>
                                    <td class="diff-sign"><span class="unseen">{word}</span>
                                        <span aria-hidden="true">{sign}</span></td>
                                    <td class="diff-text">{change.value().trim_end_matches('\n').to_owned()}</td>
                                </tr>
                            }
                        })}
                    </tbody>
                </table>
            })}
        </div>
    }
}
