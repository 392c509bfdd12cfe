//! Stored in an attribute that nothing in the file releases.

use super::{About, Case, Message, Rule, words};
use crate::report::Confidence;
use crate::typestate::Loss;

pub(super) static RULE: Rule = Rule {
    id: "kept-and-never-released",
    title: "stored in an object whose class never releases it",
    about: About::Acquisition {
        find,
        say,
        misuse: None,
    },
};

pub(super) const DOC: &str = r#"
An object keeps the resource in an attribute, in a container or in an exit stack that is in one, and
nothing in the file releases what is in there: no method of the class, and nobody who has the object.
An `__exit__` that releases it only if nothing was raised is not enough, and neither is a release that
only comes before the next acquisition.

## Why it matters

Whoever has the object cannot release what it holds: there is no method to call. The resource stays
taken for as long as the object lives, and objects live longer than one thinks: in a list, in a
cache, in a cycle, in an exception that was stored.

## Leaky

```python
class Journal:
    def __init__(self, path):
        self.file = open(path, "a")  # error: [kept-and-never-released]

    def note(self, line):
        self.file.write(line)
```

## Clean

```python
class Journal:
    def __init__(self, path):
        self.file = open(path, "a")

    def note(self, line):
        self.file.write(line)

    def close(self):
        self.file.close()
```

## What this rule cannot see

A base class in another file, or other code, that reaches into the object and releases what is in
the attribute. A class with a base that is not in the file is left alone. What a function returns inside an object is for
whoever gets the object to release.

A pool, an executor or a session in a class that has nothing to end it is only `unclear`: as often as
not it is meant to live as long as the process. With a `close` that forgets it, it is reported.
"#;

fn find(case: &Case<'_>) -> Option<Confidence> {
    let kept = |leak: &super::Leak| matches!(leak.lost, Some((Loss::Kept, _)));
    match () {
        () if !case.leaks().iter().any(kept) => None,
        () if case.is_made_to_last() => Some(Confidence::Unclear),
        () if case.plain_leaks().iter().any(kept) => Some(Confidence::SomePath),
        () => Some(Confidence::OnlyOnException),
    }
}

fn say(case: &Case<'_>) -> Message {
    let leaks = case.leaks();
    let step = leaks.iter().find_map(|leak| match leak.lost {
        Some((Loss::Kept, step)) => Some(step),
        _ => None,
    });
    let store = case.code_of(step.unwrap_or(case.tracked.site));
    let handle = case.handle();
    let why = match step.is_some_and(|step| case.context.is_released_only_if_clean(step)) {
        true => "`__exit__` releases what is stored there only if nothing was raised",
        false => "nothing in this file releases what is stored there",
    };
    Message {
        what: format!(
            "`{}` is kept in an object and never {}",
            case.code(),
            handle.released
        ),
        because: format!(
            "`{store}` stores it, and {why}. {}",
            words::consequence(case)
        ),
        help: format!(
            "Give the class a method that calls `{}`, and call it when the object is done with; \
             with `__enter__` and `__exit__` it can be used in a `with`.",
            words::release_code(case, "it")
        ),
    }
}
