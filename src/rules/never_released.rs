//! Acquired, and released on no way out.

use super::{About, Case, Message, Rule, words};
use crate::report::Confidence;

pub(super) static RULE: Rule = Rule {
    id: "never-released",
    title: "acquired, and released on no way out",
    about: About::Acquisition {
        find,
        say,
        misuse: None,
    },
};

pub(super) const DOC: &str = r#"
No way out of the function releases the resource, and nobody else gets it.

## Why it matters

A resource that nothing releases stays taken until Python happens to notice that nobody uses it any
more. For a file CPython notices at once; another interpreter, a stored exception or a reference
cycle delays it, and a raw descriptor is never noticed.

## Leaky

```python
def read(path):
    f = open(path)  # error: [never-released]
    return f.read()
```

## Clean

```python
def read(path):
    with open(path) as f:
        return f.read()
```

## What this rule cannot see

A function in another file that is given the resource and releases it: such a function is taken to
borrow what it is given.

A figure of which nothing is made, and a path that is printed, are left to whoever sees them: then it is
only `unclear`.
"#;

fn find(case: &Case<'_>) -> Option<Confidence> {
    (!case.plain_leaks().is_empty() && !case.is_fine_somewhere()).then_some(Confidence::Definite)
}

fn say(case: &Case<'_>) -> Message {
    let (ways, _) = case.count();
    let count = match ways {
        0 | 1 => "The only way out leaves it open".to_owned(),
        2 => "Both ways out leave it open".to_owned(),
        ways => format!("All {ways} ways out leave it open"),
    };
    Message {
        what: format!("`{}` is never {}", case.code(), case.handle().released),
        because: format!("{count}. {}", words::consequence(case)),
        help: words::remedy(case),
    }
}
