//! Something that is meant to be made once is made with every call.

use super::{About, Grown, Message, Rule};
use crate::growth::Kind;

pub(super) static RULE: Rule = Rule {
    id: "made-per-call",
    title: "something that is meant to be made once is made with every call",
    about: About::Growth {
        kind: Kind::Made,
        say,
    },
};

pub(super) const DOC: &str = r#"
Engines, clients, makers of sessions and classes are meant to be made once and used by every call. Each has much of its
own, a pool, models, caches, and most are part of cycles: the last name for one frees nothing, the cyclic collector
does, some time later.

## Why it matters

A service that makes one for each request has as many as the collector lets it have. Pools keep their connections
open until then, so the database runs out of them before memory does.

## Leaky

```python measured all
from collections import namedtuple


def handle(values):
    Point = namedtuple("Point", ["x", "y"])  # error: [made-per-call]
    point = Point(*values)
    return point.x + point.y


def call(number):
    handle([number, number])
```

## Clean

```python measured
from collections import namedtuple

Point = namedtuple("Point", ["x", "y"])


def handle(values):
    point = Point(*values)
    return point.x + point.y


def call(number):
    handle([number, number])
```

## What this rule cannot see

What is made by code in other files. A function that only makes one and returns it is told of only if something that
runs often calls it in the same file. A class for each call is called a habit, and hidden by default: the collector
takes it, unless its base keeps a list of all that are made of it.
"#;

fn say(grown: &Grown<'_>) -> Message {
    let growth = grown.growth;
    let what = format!("`{}` makes {} on every call", growth.name, growth.kept);
    let because = format!(
        "It is kept by {} until {}. Python says nothing of it.",
        grown.chain(),
        growth.until
    );
    grown.message(
        what,
        because,
        &[
            "make it once, at the module's level or where the program begins, and use it in every call",
            "keep it in a cache with its settings as the key",
        ],
    )
}
