//! An object is kept by what it has itself.

use super::{About, Grown, Message, Rule};
use crate::growth::Kind;

pub(super) static RULE: Rule = Rule {
    id: "kept-by-a-cycle",
    title: "an object is kept by something that it has itself, or that was to end it",
    about: About::Growth {
        kind: Kind::Cycle,
        say,
    },
};

pub(super) const DOC: &str = r#"
Objects go with the last reference to them. An object that has a function which has the object is never without one:
it waits for the cyclic collector. And a `weakref.finalize` that is given its own object, or a method of it, keeps the
object that it waits for.

## Why it matters

What a class does in `__del__` comes late, whenever the collector comes, or never. It is told where that matters: in
classes that have a `__del__`, and for finalizers.

## Leaky

```python measured
import weakref


class Buffer:
    def __init__(self, rows):
        self.rows = rows
        weakref.finalize(self, self.release)  # error: [kept-by-a-cycle]

    def release(self):
        self.rows.clear()


def handle(rows):
    return len(Buffer(rows).rows)


def call(number):
    handle([number] * 100)
```

```python measured
class Buffer:
    def __init__(self, rows):
        self.rows = rows
        self.on_done = lambda: self.rows.clear()  # error: [kept-by-a-cycle]

    def __del__(self):
        self.rows.clear()


def handle(rows):
    return len(Buffer(rows).rows)


def call(number):
    handle([number] * 100)
```

## Clean

```python measured
import weakref


class Buffer:
    def __init__(self, rows):
        self.rows = rows
        weakref.finalize(self, rows.clear)


def handle(rows):
    return len(Buffer(rows).rows)


def call(number):
    handle([number] * 100)
```

## What this rule cannot see

Cycles through objects of other files. A cycle that holds nothing but memory is not told of: the collector comes.
"#;

fn say(grown: &Grown<'_>) -> Message {
    let growth = grown.growth;
    let what = format!("{}: {}", growth.because, growth.kept);
    let because = format!(
        "{} is there until {}, not until its last name is gone. Python says nothing of it.",
        crate::text::capitalise(&grown.chain()),
        growth.until
    );
    grown.message(
        what,
        because,
        &[
            "give it what it needs of the object instead of the object (`rows.clear` for `self.release`)",
            "let it hold the object weakly (`weakref.ref(self)`, `WeakMethod`)",
        ],
    )
}
