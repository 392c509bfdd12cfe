//! The default of a parameter grows with every call.

use super::{About, Grown, Message, Rule};
use crate::growth::Kind;

pub(super) static RULE: Rule = Rule {
    id: "default-that-grows",
    title: "the default of a parameter grows with every call",
    about: About::Growth {
        kind: Kind::Default,
        say,
    },
};

pub(super) const DOC: &str = r#"
The default of a parameter is made once, when the function is defined, and belongs to it. Here the function puts
something into it, and the next call that relies on the default finds it there.

## Why it matters

It is wrong before it is large: one request's rows come up in another's. And what is in it stays as long as the
function does.

## Leaky

```python measured
def collect(row, rows=[]):
    rows.append(row)  # error: [default-that-grows]
    return rows


def call(number):
    collect([number] * 100)
```

## Clean

```python measured
def collect(row, rows=None):
    rows = [] if rows is None else rows
    rows.append(row)
    return rows


def call(number):
    collect([number] * 100)
```

## What this rule cannot see

Whether anybody relies on the default. A default that serves as a cache on purpose is told of as well if it has no
bound.
"#;

fn say(grown: &Grown<'_>) -> Message {
    let growth = grown.growth;
    let what = format!(
        "the default of `{}` keeps {} of every call that relies on it",
        growth.name, growth.kept
    );
    grown.message(
        what,
        grown.keepers(),
        &["Make it in the call: `None` as the default, and a new one where it is `None`"],
    )
}
