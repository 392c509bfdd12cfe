//! An exception is kept, and with it the frames that it has passed.

use super::{About, Grown, Message, Rule};
use crate::growth::Kind;

pub(super) static RULE: Rule = Rule {
    id: "exception-kept",
    title: "an exception is kept, with the frames that it has passed",
    about: About::Growth {
        kind: Kind::Exception,
        say,
    },
};

pub(super) const DOC: &str = r#"
An exception has a traceback, the traceback the frames that it has passed, and each of these all variables of its call.
Whoever keeps the exception keeps all of that: files that were open, rows that were read. One exception object that is
raised again and again gets a longer traceback each time.

## Why it matters

A list of errors that is meant to hold a few lines of text holds what the failed requests had in hand.

## Leaky

```python measured
ERRORS = []


def handle(rows):
    try:
        return rows["missing"]
    except TypeError as error:
        ERRORS.append(error)  # error: [exception-kept]
        return None


def call(number):
    handle([number] * 100)
```

```python measured
BUSY = RuntimeError("busy")


def handle(rows):
    if rows:
        raise BUSY  # error: [exception-kept]


def call(number):
    try:
        handle([number] * 100)
    except RuntimeError:
        pass
```

## Clean

```python measured
from collections import deque

ERRORS = deque(maxlen=20)


def handle(rows):
    try:
        return rows["missing"]
    except TypeError as error:
        ERRORS.append(str(error))
        return None


def call(number):
    handle([number] * 100)
```

## What this rule cannot see

Who keeps an exception that is returned or given to other code.
"#;

fn say(grown: &Grown<'_>) -> Message {
    let growth = grown.growth;
    if growth.by == "raise" {
        let what = format!(
            "`{}` is one object, and each time that it is raised its traceback keeps more frames",
            growth.name
        );
        return grown.message(what, grown.keepers(), &["Raise a new one each time"]);
    }
    let what = format!(
        "`{}` keeps {}, and with each exception the frames that it has passed, with all their variables",
        growth.name, growth.kept
    );
    grown.message(
        what,
        grown.keepers(),
        &[
            "keep what it says (`str(error)`, `traceback.format_exc()`)",
            "drop its frames (`error.with_traceback(None)`)",
        ],
    )
}
