//! Sentences with code between backquotes and emphasis between asterisks.

use crate::app::marked::{Piece, pieces};
use yew::prelude::*;

/// The sentence, what is marked in it as code and as emphasis.
pub fn words(text: &str) -> Html {
    let pieces = pieces(text).into_iter();
    let pieces = pieces.map(|piece| match piece {
        Piece::Plain(text) => html! { {text.to_owned()} },
        Piece::Code(code) => html! { <code>{code.to_owned()}</code> },
        Piece::Emphasis(inside) => html! { <em>{words(inside)}</em> },
    });
    pieces.collect()
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

/// A program to be read, each line a [`hung`] one.
pub fn snippet(code: &str) -> Html {
    html! {
        <pre class="snippet" tabindex="0"><code>
            {for code.trim_end().lines().map(|line| html! { <>{hung("span", line, as_it_is)}{"\n"}</> })}
        </code></pre>
    }
}

/// Code as it is written.
pub fn as_it_is(code: &str) -> Html {
    html! { {code.to_owned()} }
}

/// A line of code as an element of that name, as far to the right as it is written; where there is no room for
/// all of it, what is left of it goes on below, a little further to the right.
pub fn hung(name: &'static str, line: &str, shown: fn(&str) -> Html) -> Html {
    let (indent, words) = line.split_at(line.len() - line.trim_start().len());
    html! {
        <@{name} class="hung" style={format!("--indent: {}ch", indent.len())}>
            <span class="line-indent">{indent.to_owned()}</span>{shown(words)}
        </@>
    }
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
