//! Released after it was released.

use super::{About, Case, Message, Rule};
use crate::report::Confidence;
use crate::typestate::MisuseKind;

pub(super) static RULE: Rule = Rule {
    id: "released-twice",
    title: "released again after it was released",
    about: About::Acquisition {
        find,
        say,
        misuse: Some(MisuseKind::Released),
    },
};

pub(super) const DOC: &str = r#"
A raw descriptor is closed on a path on which it has been closed before. Objects such as files do not
mind; a number does.

## Why it matters

The number is free after the first release, and the next file that is opened gets it. The second
release then closes that one, in another part of the program, and the error appears there. If nobody
has taken the number, Python raises.

## Leaky

```python
import os


def head(path):
    fd = os.open(path, os.O_RDONLY)
    try:
        line = os.read(fd, 80)
        os.close(fd)
        return line
    finally:
        os.close(fd)  # error: [released-twice]
```

## Clean

```python
import os


def head(path):
    fd = os.open(path, os.O_RDONLY)
    try:
        return os.read(fd, 80)
    finally:
        os.close(fd)
```

## What this rule cannot see

A release in a function that is not in the file.
"#;

fn find(case: &Case<'_>) -> Option<Confidence> {
    Some(match case.misuse(MisuseKind::Released)?.is_mixed {
        true => Confidence::SomePath,
        false => Confidence::Definite,
    })
}

fn say(case: &Case<'_>) -> Message {
    let (again, first) = case.misuse_steps(MisuseKind::Released);
    let handle = case.handle();
    let line = case.line_of(first);
    Message {
        what: format!(
            "`{}` releases the {} that line {line} has {} already",
            case.code_of(again),
            handle.kind,
            handle.released
        ),
        because: format!(
            "It raises `{}`, or closes what has got the same number since.",
            handle.twice
        ),
        help: format!("Release it in one place, such as the `finally`: take line {line} away."),
    }
}
