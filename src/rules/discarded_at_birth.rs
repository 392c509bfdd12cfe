//! A resource that never gets a name.

use super::{About, Case, Message, Rule, words};
use crate::report::Confidence;
use crate::text::Line;
use crate::typestate::Loss;

pub(super) static RULE: Rule = Rule {
    id: "discarded-at-birth",
    title: "a temporary that nothing can release",
    about: About::Acquisition {
        find,
        say,
        misuse: None,
    },
};

pub(super) const DOC: &str = r#"
The resource is made inside an expression, used there, and never gets a name.

## Why it matters

Nothing can release what has no name. CPython closes a file like this when the expression ends, by
reference counting; other interpreters do it whenever they collect, and data that was written may
not be on disk until then.

## Leaky

```python
import json

def load(path):
    return json.load(open(path))  # error: [discarded-at-birth]
```

## Clean

```python
import json

def load(path):
    with open(path) as f:
        return json.load(f)
```

`open(path, "w").close()` is fine: it is released right away.

```python
def touch(path):
    open(path, "w").close()
```

## What this rule cannot see

Whether an unknown function that is given the temporary keeps or closes it.
"#;

fn find(case: &Case<'_>) -> Option<Confidence> {
    let leaks = case.plain_leaks();
    let discarded = leaks
        .iter()
        .any(|leak| matches!(leak.lost, Some((Loss::Discarded, _))));
    let sure = !case.is_fine_somewhere();
    discarded.then_some(if sure {
        Confidence::Definite
    } else {
        Confidence::SomePath
    })
}

/// The line, from 1, where it is taken out of what holds it and gets no name there either.
fn taken_out(case: &Case<'_>) -> Option<Line> {
    let leaks = case.plain_leaks();
    let step = leaks.iter().find_map(|leak| match leak.lost {
        Some((Loss::Discarded, step)) => Some(step),
        _ => None,
    })?;
    let over = case.context.cfg().step(step).range;
    (!over.covers(case.range())).then(|| case.line_of(step))
}

fn say(case: &Case<'_>) -> Message {
    let (handle, code) = (case.handle(), case.code());
    let (kind, released) = (&handle.kind, &handle.released);
    Message {
        what: match taken_out(case) {
            _ if handle.by_await => format!("the {kind} from `{code}` is never {released}"),
            Some(line) => format!(
                "the {kind} from `{code}` is lost on line {line}: nothing has a name for it any more"
            ),
            None => {
                format!("the {kind} from `{code}` never gets a name, so nothing can release it")
            }
        },
        because: words::consequence(case),
        help: words::remedy(case),
    }
}
