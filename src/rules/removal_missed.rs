//! What is put in is taken out, but not on every way.

use super::{About, Grown, Message, Rule};
use crate::growth::Kind;

pub(super) static RULE: Rule = Rule {
    id: "removal-missed",
    title: "what is put into a collection that lasts is taken out, but not on every way",
    about: About::Growth {
        kind: Kind::Missed,
        say,
    },
};

pub(super) const DOC: &str = r#"
What a call puts into a collection that outlives it is taken out again, but there is a way on which that is not
passed: an exception, a cancelled task, an early `return`, a condition that only the removal asks.

## Why it matters

It is the most frequent leak of memory in code that is otherwise well kept: the `pop` is there, and every reader
sees it. It takes a client that hangs up, or a job that fails, and one entry stays for good.

## Leaky

```python measured
PENDING = {}


def send(request_id, body):
    PENDING[request_id] = body  # error: [removal-missed]
    deliver(body)
    del PENDING[request_id]


def deliver(body):
    if body[0] % 2:
        raise ConnectionError("gone")


def call(number):
    try:
        send(f"request-{number}", [number] * 100)
    except ConnectionError:
        pass
```

## Clean

```python measured
PENDING = {}


def send(request_id, body):
    PENDING[request_id] = body
    try:
        deliver(body)
    finally:
        del PENDING[request_id]


def deliver(body):
    if body[0] % 2:
        raise ConnectionError("gone")


def call(number):
    try:
        send(f"request-{number}", [number] * 100)
    except ConnectionError:
        pass
```

## What this rule cannot see

Whether a call can fail is not known of code in other files; calls that are known to be harmless are passed over.
What is removed under another name for the same key counts as removed.
"#;

fn say(grown: &Grown<'_>) -> Message {
    let growth = grown.growth;
    let line = grown.line_of_removal();
    let code = grown.code(growth.removal.unwrap_or(growth.at));
    let what = match growth.raises {
        Some(raises) if growth.is_put_back => format!(
            "`{}` gets back what was taken out of it when `{}` on line {} raises, however much there is by then",
            growth.name,
            grown.code(raises),
            grown.line(raises)
        ),
        Some(raises) => format!(
            "`{}` keeps {} when `{}` on line {} raises: `{code}` on line {line} is not reached then",
            growth.name,
            growth.kept,
            grown.code(raises),
            grown.line(raises)
        ),
        None => format!(
            "`{}` keeps {} on a way that does not come to `{code}` on line {line}",
            growth.name, growth.kept
        ),
    };
    let help = match growth.raises {
        Some(_) if growth.is_put_back => {
            "Give it a bound where it is put back: drop the oldest, and count what was dropped"
        }
        Some(_) => "Put what comes after it into a `try`, and the removal into its `finally`",
        None => "Remove it on every way: a `finally` is passed by all of them",
    };
    grown.message(what, grown.keepers(), &[help])
}
