//! Released on some normal ways out, but not on all.

use super::{About, Case, Message, Rule, words};
use crate::report::Confidence;

pub(super) static RULE: Rule = Rule {
    id: "missed-on-some-path",
    title: "released on some ways out, missed on others",
    about: About::Acquisition {
        find,
        say,
        misuse: None,
    },
};

pub(super) const DOC: &str = r#"
The resource is released or handed over on some normal way out, and on another it is not.

## Why it matters

The release is there, so the code looks right, and tests that take the usual way pass. The early
return, the `continue`, the branch nobody thought of keeps the resource.

## Leaky

```python
def header(path, strict):
    f = open(path)  # error: [missed-on-some-path]
    if strict:
        return None
    f.close()
```

## Clean

```python
def header(path, strict):
    with open(path) as f:
        if strict:
            return None
        return f.readline()
```

## What this rule cannot see

Conditions that depend on each other through arithmetic or calls: such paths are taken to be
possible.
"#;

fn find(case: &Case<'_>) -> Option<Confidence> {
    (!case.plain_leaks().is_empty() && case.is_fine_somewhere()).then_some(Confidence::SomePath)
}

fn say(case: &Case<'_>) -> Message {
    let (ways, leaking) = case.count();
    let where_to: Vec<String> = case
        .plain_leaks()
        .iter()
        .map(|leak| words::way_out(case, leak))
        .collect();
    let released = case.releases();
    let elsewhere = match released.first() {
        Some(step) => format!(" Line {} releases it on another way.", case.line_of(*step)),
        None => String::new(),
    };
    let released = &case.handle().released;
    Message {
        what: format!(
            "`{}` is not {released} on {}",
            case.code(),
            words::some_ways(leaking, ways)
        ),
        because: format!(
            "It leaks {}.{elsewhere} {}",
            words::listed(where_to, 3),
            words::consequence(case)
        ),
        help: words::remedy(case),
    }
}
