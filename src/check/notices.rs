//! What must be known about the analysis itself.

use super::memory::Answer;
use crate::text::number_of;

/// That not each way out is listed, if so.
pub(super) fn crowded(answers: &[Answer]) -> Option<String> {
    let mut crowded = answers.iter().filter(|answer| answer.left_out > 0);
    let first = crowded.next()?;
    let (function, ways) = (&first.rows.first()?.function, first.ways);
    let more = match crowded.count() {
        0 => String::new(),
        count => format!(
            ", and {} too many to list as well",
            number_of(count, "more function has", "more functions have")
        ),
    };
    Some(format!(
        "`{function}` has {ways} ways out to tell of{more}: of some acquisitions only one of those \
         that fare alike is listed."
    ))
}

/// That not everything was followed, if so: how many calls were not.
pub(super) fn too_large(given_up: usize) -> Option<String> {
    let calls = number_of(
        given_up,
        "call that may acquire something was",
        "calls that may acquire something were",
    );
    (given_up > 0).then(|| {
        format!("This file is very large: {calls} not followed. Check a part of it on its own.")
    })
}
