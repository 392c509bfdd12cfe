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

/// Code that may be broken before a dot and after a comma, and nowhere inside a name.
pub fn with_breaks(code: &str) -> Html {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, mark) in code.char_indices() {
        let cut = match mark {
            '.' => at,
            ',' => at + 1,
            _ => continue,
        };
        parts.extend([html! { {code[from..cut].to_owned()} }, html! { <wbr /> }]);
        from = cut;
    }
    html! { <>{for parts}{code[from..].to_owned()}</> }
}

/// Things side by side, with commas between them.
pub fn listed(things: impl IntoIterator<Item = Html>) -> Html {
    let things = things.into_iter().enumerate();
    let parts = things.map(|(index, thing)| match index {
        0 => thing,
        _ => html! { <>{", "}{thing}</> },
    });
    parts.collect()
}
