//! Used after it was released.

use super::{About, Case, Message, Rule};
use crate::report::Confidence;
use crate::typestate::MisuseKind;

pub(super) static RULE: Rule = Rule {
    id: "used-after-release",
    title: "used after it was released",
    about: About::Acquisition {
        find,
        say,
        misuse: Some(MisuseKind::Used),
    },
};

pub(super) const DOC: &str = r#"
A resource is used on a path on which it has been released before.

## Why it matters

Python raises, and what should have been read or written is not. With a raw descriptor it is worse:
its number may have been given to another file by then, and the program reads or writes that one.

## Leaky

```python
def head(path):
    f = open(path)
    f.close()
    return f.readline()  # error: [used-after-release]
```

## Clean

```python
def head(path):
    with open(path) as f:
        return f.readline()
```

## What this rule cannot see

A release in a function that is not in the file, and one that happens in another thread. Where the
same line meets an open one on other paths, the finding is shown as unclear.
"#;

fn find(case: &Case<'_>) -> Option<Confidence> {
    Some(match case.misuse(MisuseKind::Used)?.is_mixed {
        true => Confidence::Unclear,
        false => Confidence::Definite,
    })
}

fn say(case: &Case<'_>) -> Message {
    let (used, released) = case.misuse_steps(MisuseKind::Used);
    let handle = case.handle();
    let line = case.line_of(released);
    Message {
        what: format!(
            "`{}` uses the {} that line {line} has {}",
            case.code_of(used),
            handle.kind,
            handle.released
        ),
        because: format!("It raises `{}`.", handle.after),
        help: format!("Do it before line {line}, or release it later."),
    }
}
