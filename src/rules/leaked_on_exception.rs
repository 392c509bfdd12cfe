//! Released as long as nothing raises.

use super::{About, Case, Message, Rule, words};
use crate::cfg::StepId;
use crate::report::Confidence;

pub(super) static RULE: Rule = Rule {
    id: "leaked-on-exception",
    title: "released only if nothing raises",
    about: About::Acquisition {
        find,
        say,
        misuse: None,
    },
};

pub(super) const DOC: &str = r#"
Every normal way out is in order, but an operation between acquiring and releasing may raise, and
then the release is skipped.

## Why it matters

About half of the real leaks that were studied happen only when something raises. Errors come in
series: the disk is full, the peer is gone, one customer sends bad input, and every request leaks
one.

## Leaky

```python
import json

def load(path):
    f = open(path)  # error: [leaked-on-exception]
    orders = json.load(f)
    f.close()
    return orders
```

## Clean

```python
import json

def load(path):
    with open(path) as f:
        return json.load(f)
```

## What this rule cannot see

Whether the operation really raises. Every call, subscript and iteration is taken to be able to,
except a short list of calls that do not in practice, such as `print` and `len`; releases
themselves are taken not to raise. Where a handler is there for what an operation is documented to
raise (`OSError` for files and sockets), what else it might raise is only a matter of style, and so is
what a setting such as `s.settimeout(5)` might raise. The ways out show both.
"#;

fn find(case: &Case<'_>) -> Option<Confidence> {
    let leaks = case.leaks();
    let only_exceptional = !leaks.is_empty() && leaks.iter().all(super::case::Leak::is_exceptional);
    let mut culprits = culprits(case).into_iter();
    only_exceptional.then(|| match () {
        () if leaks.iter().all(|leak| leak.is_unusual) => Confidence::Style,
        () if culprits.all(|step| takes_back(case, step)) => Confidence::Unclear,
        () => Confidence::OnlyOnException,
    })
}

/// The operations that have to raise, in source order: those of which one expects it, if there are any.
fn culprits(case: &Case<'_>) -> Vec<StepId> {
    let mut leaks = case.leaks();
    if leaks.iter().any(|leak| !leak.is_unusual) {
        leaks.retain(|leak| !leak.is_unusual);
    }
    let mut culprits: Vec<StepId> = leaks
        .iter()
        .filter_map(super::case::Leak::culprit)
        .collect();
    culprits.sort_by_key(|step| case.context.cfg().step(*step).range);
    culprits.dedup();
    culprits
}

/// Whether an operation deletes an entry that was put there before: `del self._waiting[task]`.
fn takes_back(case: &Case<'_>, step: StepId) -> bool {
    let range = case.context.cfg().step(step).range;
    let before = &case.text[..range.start as usize];
    let function = &before[before.len().min(case.context.cfg().range.start as usize)..];
    function.ends_with("del ") && function.contains(&format!("{} = ", range.of(case.text)))
}

fn say(case: &Case<'_>) -> Message {
    let culprits = culprits(case);
    let first = culprits.first().copied().unwrap_or(case.tracked.site);
    let others = match culprits.len().saturating_sub(1) {
        0 => String::new(),
        1 => ", or if another operation does".to_owned(),
        n => format!(", or if one of {n} other operations does"),
    };
    let method = &case.context.cfg().name;
    let kept = match (case.kept_by_its_object(), method.as_str()) {
        (None, _) => String::new(),
        (_, "__init__") => "Nobody gets the object when its `__init__` raises, so nobody can \
                            release what it keeps. "
            .to_owned(),
        _ => format!("`__exit__` is not called when `{method}` raises. "),
    };
    let skipped = match case.releases().as_slice() {
        [step] => format!("Line {} is skipped then. ", case.line_of(*step)),
        _ => String::new(),
    };
    Message {
        what: format!(
            "`{}` is not {} if {} on line {} raises{others}",
            case.code(),
            case.handle().released,
            case.raising(first),
            case.line_of(first),
        ),
        because: format!("{kept}{skipped}{}", words::consequence(case)),
        help: match kept.is_empty() {
            true => words::remedy(case),
            false => {
                "Release it in an `except BaseException` that raises again, or acquire it last."
                    .to_owned()
            }
        },
    }
}
