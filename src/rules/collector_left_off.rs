//! The cyclic collector is switched off, and not on again on every way.

use super::{About, Grown, Message, Rule};
use crate::growth::Kind;

pub(super) static RULE: Rule = Rule {
    id: "collector-left-off",
    title: "the cyclic collector is switched off, and not on again on every way",
    about: About::Growth {
        kind: Kind::Collector,
        say,
    },
};

pub(super) const DOC: &str = r#"
`gc.disable()` holds for the whole process. Where something raises between it and `gc.enable()`, the collector stays
off, and every cycle that is dropped from then on stays for good.

## Why it matters

Nothing seems to be wrong at the place that has failed. The process grows from then on, everywhere, by the cycles that
frameworks make with each request.

## Leaky

```python measured
import gc


def load(rows):
    gc.disable()  # error: [collector-left-off]
    parse(rows)
    gc.enable()


def parse(rows):
    node = {"rows": rows}
    node["self"] = node
    raise ValueError("not what was expected")


def call(number):
    try:
        load([number] * 100)
    except ValueError:
        pass
```

## Clean

```python measured
import gc


def load(rows):
    gc.disable()
    try:
        parse(rows)
    finally:
        gc.enable()


def parse(rows):
    node = {"rows": rows}
    node["self"] = node
    raise ValueError("not what was expected")


def call(number):
    try:
        load([number] * 100)
    except ValueError:
        pass
```

## What this rule cannot see

Whoever never switches it on again where a program begins may mean it, and is not told of.
"#;

fn say(grown: &Grown<'_>) -> Message {
    let growth = grown.growth;
    if growth.removal.is_none() {
        let what = match growth.by.as_str() {
            "gc.freeze()" => {
                "each call freezes what is there at the time, and nothing unfreezes it"
            }
            _ => "each call switches the collector off, and nothing switches it on again",
        };
        return grown.message(
            what.to_owned(),
            grown.keepers(),
            &["Do it once, where the program begins, or take it back in a `finally`"],
        );
    }
    let line = grown.line_of_removal();
    let what = match growth.raises {
        Some(raises) => format!(
            "the collector stays off when `{}` on line {} raises: `gc.enable()` on line {line} is not reached then",
            grown.code(raises),
            grown.line(raises)
        ),
        None => format!(
            "the collector stays off on a way that does not come to `gc.enable()` on line {line}"
        ),
    };
    let because = format!(
        "From then on {} is kept until {}, in the whole process. Python says nothing of it.",
        growth.kept, growth.until
    );
    grown.message(what, because, &["Put `gc.enable()` into a `finally`"])
}
