//! Sentences with code between backquotes.

use yew::prelude::*;

/// The sentence, what stands between backquotes as code.
pub fn words(text: &str) -> Html {
    text.split('`')
        .enumerate()
        .map(|(index, part)| match index % 2 {
            0 => html! { {part.to_owned()} },
            _ => html! { <code>{part.to_owned()}</code> },
        })
        .collect()
}
