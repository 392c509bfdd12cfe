//! Something is put into a collection that lasts, and never taken out.

use super::{About, Grown, Message, Rule};
use crate::growth::Kind;

pub(super) static RULE: Rule = Rule {
    id: "grows-without-bound",
    title: "something is put into a collection that lasts, and never taken out",
    about: About::Growth {
        kind: Kind::Unbounded,
        say,
    },
};

pub(super) const DOC: &str = r#"
A collection that outlives the call gets something new with the call, of a kind of which there is no end: a key that
comes with a request, an object that was made for it. Nothing that runs while the program serves takes it out.

## Why it matters

The process gets larger with every request, until the kernel kills it. Nothing warns: what a dictionary of the module
keeps can be reached, so it is no garbage.

## Leaky

```python measured
SEEN = {}


def handle(user_id):
    SEEN[user_id] = [0] * 100  # error: [grows-without-bound]
    return len(SEEN)


def call(number):
    handle(f"user-{number}")
```

```python measured
class Broker:
    def __init__(self):
        self._listeners = []

    def subscribe(self, session):
        self._listeners.append(session)  # error: [grows-without-bound]


BROKER = Broker()


def handle(session):
    BROKER.subscribe(session)


def call(number):
    handle([number] * 100)
```

## Clean

```python measured
from collections import deque

RECENT = deque(maxlen=50)


def handle(request):
    RECENT.append(request)
    return len(RECENT)


def call(number):
    handle([number] * 100)
```

```python measured
SESSIONS = {}


def handle(session_id):
    SESSIONS[session_id] = [0] * 100
    try:
        return sum(SESSIONS[session_id])
    finally:
        del SESSIONS[session_id]


def call(number):
    handle(f"session-{number}")
```

## What this rule cannot see

Other files: what they put in, take out, or keep the collection by; and who makes its object, for how long. In code
of libraries that matters: of a hundred growths in open packages that were read one by one, twelve would be felt by
a process that runs for long. Most others belonged to an object that another file makes for one call, one document
or one command. Whether there are many different keys is read
from where they come from and from their names; what rests on a name that says nothing is `unclear`. A collection
within a collection is followed one step deep.
"#;

fn say(grown: &Grown<'_>) -> Message {
    let growth = grown.growth;
    let what = format!(
        "`{}` keeps {} with every call, and nothing takes it out",
        growth.name, growth.kept
    );
    let because = match grown.removal() {
        Some((code, line)) => format!(
            "`{code}` on line {line} would, and does not run while calls come. {}",
            grown.keepers()
        ),
        None => grown.keepers(),
    };
    grown.message(
        what,
        because,
        &[
            "take it out where what it is for ends, in a `finally`",
            "give the collection a bound (`deque(maxlen=…)`, a cache with a size or a time)",
            "hold its objects weakly (`WeakKeyDictionary`, `WeakSet`)",
        ],
    )
}
