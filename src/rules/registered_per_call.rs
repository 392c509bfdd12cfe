//! Something is registered with every call, and never taken back.

use super::{About, Grown, Message, Rule};
use crate::growth::Kind;

pub(super) static RULE: Rule = Rule {
    id: "registered-per-call",
    title: "something is registered with every call, and never taken back",
    about: About::Growth {
        kind: Kind::Registered,
        say,
    },
};

pub(super) const DOC: &str = r#"
A registry of the interpreter or of a library gets something with every call: an exit handler, a handler of a logger,
a listener, a logger with a name of its own, a thread or a timer that goes on. Registries hold what they are given
until they are told otherwise, and here nobody tells them.

## Why it matters

What is registered keeps what it belongs to: a bound method its object, a function made in a call what it uses of that
call. And it runs: a message goes through every handler that was added, once for each call before.

## Leaky

```python measured
import atexit


class Job:
    def __init__(self, rows):
        self.rows = rows
        atexit.register(self.finish)  # error: [registered-per-call]

    def finish(self):
        self.rows.clear()


def handle(rows):
    Job(rows)


def call(number):
    handle([number] * 100)
```

```python measured
import logging


def handle(user_id):
    log = logging.getLogger(f"app.user.{user_id}")  # error: [registered-per-call]
    log.debug("seen")


def call(number):
    handle(number)
```

## Clean

```python measured
import atexit


class Job:
    def __init__(self, rows):
        self.rows = rows
        atexit.register(self.finish)

    def finish(self):
        self.rows.clear()
        atexit.unregister(self.finish)


def handle(rows):
    job = Job(rows)
    job.finish()


def call(number):
    handle([number] * 100)
```

## What this rule cannot see

Registries of code in other files, and those that the catalogue does not name; a `[[registry]]` of `leaklab.toml`
describes one's own. Whether a function runs once, where the program begins, or for each of what comes, is read from who
calls it and from what it is given; what nothing speaks for is `unclear`.
"#;

fn say(grown: &Grown<'_>) -> Message {
    let growth = grown.growth;
    let what = format!(
        "`{}` leaves {} with {} on every call, and nothing takes it back",
        growth.by,
        growth.kept,
        growth.chain.first().map_or("a registry", String::as_str)
    );
    let because = match growth.because.as_str() {
        "" => grown.keepers(),
        because => format!("{because} {}", grown.keepers()),
    };
    grown.message(
        what,
        because,
        &[
            "register once, where the program begins",
            "take it back where what it belongs to ends, in a `finally`",
            "give it what does not hold the object (`weakref.WeakMethod`, a function of the module)",
        ],
    )
}
