//! The only name of an open resource gets another value.

use super::{About, Case, Message, Rule, words};
use crate::report::Confidence;
use crate::typestate::Loss;

pub(super) static RULE: Rule = Rule {
    id: "overwritten-while-open",
    title: "its only name is bound to something else while it is open",
    about: About::Acquisition {
        find,
        say,
        misuse: None,
    },
};

pub(super) const DOC: &str = r#"
The only name of the resource is bound to something else, or deleted, while the resource is open.
In a loop the next turn's resource does that to this turn's.

## Why it matters

Without a name nothing can release it. Only the last of a loop's resources is closed after the
loop; all the others are lost.

## Leaky

```python
def last_line(paths):
    f = None
    for path in paths:
        f = open(path)  # error: [overwritten-while-open]
    if f is not None:
        f.close()
```

## Clean

```python
def last_lines(paths):
    lines = []
    for path in paths:
        with open(path) as f:
            lines.append(f.readlines()[-1])
    return lines
```

## What this rule cannot see

Another name for the same resource in a different function.
"#;

fn find(case: &Case<'_>) -> Option<Confidence> {
    let (_, step) = lost(case)?;
    Some(match case.is_fine_somewhere() {
        false => Confidence::Definite,
        // Each under a condition of its own: mostly one excludes the other. Of the findings of this kind
        // that were read, one of eight was true.
        true if case.is_met_without(step) => Confidence::Unclear,
        true => Confidence::SomePath,
    })
}

fn lost(case: &Case<'_>) -> Option<(Loss, crate::cfg::StepId)> {
    let lost = case.plain_leaks().into_iter().filter_map(|leak| leak.lost);
    lost.into_iter()
        .find(|(loss, _)| matches!(loss, Loss::Overwritten | Loss::Deleted))
}

fn say(case: &Case<'_>) -> Message {
    let (loss, step) = lost(case).unwrap_or((Loss::Overwritten, case.tracked.site));
    let name = match case.name() {
        name if name.is_empty() => "its only name".to_owned(),
        name => format!("`{name}`"),
    };
    let line = case.line_of(step);
    let how = match loss {
        Loss::Deleted => format!("{name} is deleted on line {line}"),
        _ => format!("{name} is bound to something else on line {line}"),
    };
    let kind = &case.handle().kind;
    Message {
        what: format!(
            "{how} while the {kind} from `{}` is still open",
            case.code()
        ),
        because: format!(
            "Nothing can release it any more. {}",
            words::consequence(case)
        ),
        help: words::remedy(case),
    }
}
