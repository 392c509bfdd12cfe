//! An attribute that keeps something open is given something new.

use super::{About, Case, Message, Rule, words};
use crate::report::Confidence;
use crate::typestate::MisuseKind;

pub(super) static RULE: Rule = Rule {
    id: "replaced-while-open",
    title: "stored where the object keeps an open one",
    about: About::Acquisition {
        find,
        say,
        misuse: Some(MisuseKind::Replaces),
    },
};

pub(super) const DOC: &str = r#"
A method stores a new resource in an attribute in which `__init__` has left an open one, without a look
at it.

## Why it matters

The attribute was the only name of the old resource. `close` releases the new one; each call of the
method before that has lost one.

## Leaky

```python
class Log:
    def __init__(self, path):
        self.file = open(path, "a")

    def rotate(self, path):
        self.file = open(path, "a")  # error: [replaced-while-open]

    def close(self):
        self.file.close()
```

## Clean

```python
class Log:
    def __init__(self, path):
        self.file = open(path, "a")

    def rotate(self, path):
        self.file.close()
        self.file = open(path, "a")

    def close(self):
        self.file.close()
```

## What this rule cannot see

Whether the object has been closed before: a method whose name says that it opens is left alone.
"#;

fn find(case: &Case<'_>) -> Option<Confidence> {
    case.misuse(MisuseKind::Replaces)
        .map(|_| Confidence::SomePath)
}

fn say(case: &Case<'_>) -> Message {
    let (step, _) = case.misuse_steps(MisuseKind::Replaces);
    let kind = &case.handle().kind;
    Message {
        what: format!(
            "`{}` loses the {kind} that `__init__` has left open there",
            case.code_of(step)
        ),
        because: format!(
            "Nothing can release it any more. {}",
            words::consequence(case)
        ),
        help: "Release the old one first, or store the new one only once it is released."
            .to_owned(),
    }
}
