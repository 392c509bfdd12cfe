//! A cache keeps every answer that was ever given.

use super::{About, Grown, Message, Rule};
use crate::growth::Kind;

pub(super) static RULE: Rule = Rule {
    id: "cached-without-bound",
    title: "a cache of a function keeps every argument it was ever called with",
    about: About::Growth {
        kind: Kind::Cached,
        say,
    },
};

pub(super) const DOC: &str = r#"
`functools.cache`, and `lru_cache` with `maxsize=None`, keep every result together with the arguments. On a method one
of these is the object itself: the cache of the class keeps every object that was ever asked, with all that it has.

## Why it matters

A cache without bound, asked about things of which new ones come, is a list of all of them. It is there until the
process ends, and `cache_clear` empties all of it or nothing.

## Leaky

```python measured
from functools import cache


class Session:
    def __init__(self, rows):
        self.rows = rows

    @cache  # error: [cached-without-bound]
    def total(self):
        return sum(self.rows)


def handle(rows):
    return Session(rows).total()


def call(number):
    handle([number] * 100)
```

## Clean

```python measured
from functools import cached_property


class Session:
    def __init__(self, rows):
        self.rows = rows

    @cached_property
    def total(self):
        return sum(self.rows)


def handle(rows):
    return Session(rows).total


def call(number):
    handle([number] * 100)
```

## What this rule cannot see

Caches of other libraries, unless they are in the catalogue. How many different arguments come is read from their
names.
"#;

fn say(grown: &Grown<'_>) -> Message {
    let growth = grown.growth;
    let what = format!(
        "the cache of `{}` keeps {} of every call",
        growth.name, growth.kept
    );
    grown.message(
        what,
        grown.keepers(),
        &[
            "give it a bound (`lru_cache(maxsize=…)`)",
            "keep the answer with its object (`cached_property`)",
            "key it weakly (`WeakKeyDictionary`)",
        ],
    )
}
