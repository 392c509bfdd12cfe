//! Something large that is not needed any more is held across a call that does not return.

use super::{About, Grown, Message, Rule};
use crate::growth::Kind;

pub(super) static RULE: Rule = Rule {
    id: "held-across-a-wait",
    title: "something large that is not needed any more is held across a call that does not return",
    about: About::Growth {
        kind: Kind::Held,
        say,
    },
};

pub(super) const DOC: &str = r#"
A function reads something large, makes of it what it needs, and then goes on for as long as the process lives: it
serves, it polls, it consumes. The name for what was read is a variable of a call that does not end, so it stays.

## Why it matters

It is no growth, and it is there all the time: a table of two gigabytes that was needed for a second, next to the
index that is needed.

## Leaky

```python
def serve(path, server):
    table = load(path)  # error: [held-across-a-wait]
    index = {row[0]: row[1] for row in table}
    server.use(index)
    server.serve_forever()
```

## Clean

```python
def index_of(path):
    table = load(path)
    return {row[0]: row[1] for row in table}


def serve(path, server):
    server.use(index_of(path))
    server.serve_forever()
```

## What this rule cannot see

How large it is: that is read from the name of what gives it. Whether something else keeps it as well.
"#;

fn say(grown: &Grown<'_>) -> Message {
    let growth = grown.growth;
    let what = format!(
        "`{}` holds {} until {}, and is not used there",
        growth.name, growth.kept, growth.until
    );
    let because = format!(
        "It is kept by {}. Python says nothing of it.",
        grown.chain()
    );
    grown.message(
        what,
        because,
        &[
            "make what is needed in a function of its own, which ends",
            "drop the name before the wait (`del`)",
        ],
    )
}
