//! An exercise: what is asked for, what is met, hints one by one, and the solution.

use super::raw;
use crate::app::compare;
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::{Desk, Judging, Learn, Msg, Open, Solution};
use crate::app::parts::diff::diff;
use crate::app::parts::text::{snippet, words};
use crate::app::store::Dispatch;
use crate::lessons::{Arrangement, Check, Exercise, Met, Standing, Verdict};
use yew::prelude::*;

/// How it is said that a program is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Of a program that cannot be there yet: as something to know.
    Calm,
    /// Of one that could be: as something to mend.
    Alarm,
}

impl Tone {
    /// The tone for lines that are put in order: while there are too few of them, nothing is wrong.
    pub(super) fn of_lines(desk: &Desk, arrangement: &Arrangement) -> Self {
        match desk.order.len() < arrangement.solution().len() {
            true => Self::Calm,
            false => Self::Alarm,
        }
    }
}

/// What stands beside the text: the checks, the answer, the hints, the solution. A program of which no line
/// was chosen yet is not judged.
pub(super) fn guide(
    learn: &Learn,
    open: &Open,
    exercise: &Exercise,
    tone: Tone,
    dispatch: &Dispatch,
) -> Html {
    let desk = &open.desk;
    let is_begun = !(desk.text.is_empty() && exercise.start.code.is_empty());
    let solved = desk
        .verdict()
        .is_some_and(|verdict| verdict.standing == Standing::Solved);
    html! {
        <>
            if is_begun {
                {answer(&desk.judging, desk.verdict().map(AsRef::as_ref), tone)}
            }
            if solved && !exercise.after.is_empty() {
                <div class="prose reveal">{raw(&exercise.after)}</div>
            }
            {hints(&exercise.hints, learn.mark().hints, dispatch)}
            {solution(open, exercise, dispatch)}
        </>
    }
}

/// The verdict in words.
fn answer(judging: &Judging, verdict: Option<&Verdict>, tone: Tone) -> Html {
    let Some(verdict) = verdict else {
        let words = match judging {
            Judging::Failed(_) => {
                "The analyzer stopped on this text. Change something, and it goes on."
            }
            _ => "Reading your program…",
        };
        return html! { <p class="remark" role="status">{words}</p> };
    };
    let stale = !matches!(judging, Judging::Done(_));
    let (calm, bad) = match tone {
        Tone::Calm => (Some("calm"), None),
        Tone::Alarm => (None, Some("bad-news")),
    };
    html! {
        <section class={classes!("answer", stale.then_some("stale"), calm)} aria-label="Your program">
            <ul class="checks">
                {for verdict.checks.iter().map(|it| check(it, tone))}
            </ul>
            <div role="status">
                if verdict.standing == Standing::Solved {
                    <p class="said good">{"✓ Solved. Every way out is in order, and the work is still done."}</p>
                    if let Some(praise) = &verdict.praise {
                        <p class="said">{words(praise)}</p>
                    }
                }
                if let Some(shown) = &verdict.counterexample {
                    <p class={classes!("said", bad)}>{words(&shown.says)}</p>
                }
                if let Some(message) = &verdict.message {
                    <div class="message prose">{raw(message)}</div>
                }
            </div>
        </section>
    }
}

fn check(check: &Check, tone: Tone) -> Html {
    let open = match tone {
        Tone::Calm => "○",
        Tone::Alarm => "▲",
    };
    let (class, shape, word) = match check.met {
        Met::Yes => ("check-line met", "✓", "met: "),
        Met::TooEarlyOrLate => ("check-line", open, "not at the right time: "),
        Met::No => ("check-line", open, "not met: "),
    };
    html! {
        <li {class}>
            <span aria-hidden="true">{shape}</span>
            <span><span class="unseen">{word}</span>{words(&check.says)}</span>
        </li>
    }
}

/// The ladder of hints.
pub(super) fn hints(hints: &[String], opened: u32, dispatch: &Dispatch) -> Html {
    let opened = (opened as usize).min(hints.len());
    let more = match opened {
        0 => Some("Give me a hint"),
        _ if opened < hints.len() => Some("One more hint"),
        _ => None,
    };
    html! {
        <section class="hints" aria-label="Hints" aria-live="polite">
            if opened > 0 {
                <ol class="ladder">
                    {for hints.iter().take(opened).map(|hint| html! {
                        <li class="prose">{raw(hint)}</li>
                    })}
                </ol>
            }
            if let Some(words) = more {
                <p><button type="button" class="button small" onclick={dispatch.to(AppMsg::Learn(Msg::Hint))}>
                    {words}{format!(" ({opened} of {})", hints.len())}
                </button></p>
            }
        </section>
    }
}

/// The solution can always be seen: as what it changes, or where lines are put in order, as it is.
fn solution(open: &Open, exercise: &Exercise, dispatch: &Dispatch) -> Html {
    let (shown, take) = match exercise.start.code.as_str() {
        "" => (snippet(&exercise.solution), "Put it into the program"),
        start => (
            diff(&compare::parts(start, &exercise.solution)),
            "Put it into the editor",
        ),
    };
    let show = |solution| dispatch.to(AppMsg::Learn(Msg::ShowSolution(solution)));
    match open.desk.solution {
        Solution::Hidden => html! {
            <p><button type="button" class="button small quiet" onclick={show(Solution::Shown)}>
                {"Show the solution"}
            </button></p>
        },
        Solution::Shown => html! {
            <section class="solution" aria-label="Solution">
                {shown}
                <p class="row">
                    <button type="button" class="button small"
                        onclick={dispatch.to(AppMsg::Learn(Msg::TakeSolution))}>{take}</button>
                    <button type="button" class="button small quiet" onclick={show(Solution::Hidden)}>
                        {"Hide it"}
                    </button>
                </p>
            </section>
        },
    }
}
