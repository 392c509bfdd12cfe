//! What goes on paper where the screen shows only a part: a lesson with all its steps, a finding with
//! its matrix and its program. Everything else is printed as it stands, without navigation.

use super::check;
use super::lesson;
use super::lesson::question::{self, outcome};
use super::lesson::sketch;
use crate::app::model::Model;
use crate::app::parts::text::{as_it_is, hung, words};
use crate::app::route::Route;
use crate::app::store::Dispatch;
use crate::lessons::progress::{Mark, State};
use crate::lessons::{Asking, Exercise, Opened, Program, Question, Rightness, Step, StepKind};
use yew::prelude::*;

/// The page of an address for paper, if it is drawn apart.
pub(super) fn paper(route: &Route, model: &Model, dispatch: &Dispatch) -> Option<Html> {
    let inside = match route {
        Route::Lesson { .. } => whole_lesson(model, Told::WhenAnswered)?,
        Route::Check => check::paper(model, dispatch),
        _ => return None,
    };
    Some(html! { <article class="paper">{inside}</article> })
}

/// When answers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// What the learner has answered.
    WhenAnswered,
    /// All of them, each folded.
    Folded,
}

/// A lesson to be read without answering, in a page of its own.
pub fn reading(model: &Model) -> Option<Html> {
    let lesson = model.learn.entry()?.id.clone();
    let inside = whole_lesson(model, Told::Folded)?;
    Some(html! { <article class="paper reading" data-lesson={lesson}>{inside}</article> })
}

fn whole_lesson(model: &Model, told: Told) -> Option<Html> {
    let learn = &model.learn;
    let (entry, opened): (_, &Opened) = (learn.entry()?, learn.opened()?);
    let front = &entry.front;
    let step = |(index, step): (usize, &Step)| {
        let mark = learn.progress.mark(&entry.id, &step.id);
        html! {
            <section class="paper-step">
                <h2>{format!("{}. ", index + 1)}{lesson::raw(&step.title)}
                    if let Some(state) = state(&mark, told) { <span class="paper-state">{state}</span> }
                </h2>
                <div class="prose">{lesson::raw(&step.body)}</div>
                {for step.program.as_ref().map(program)}
                if !step.below.is_empty() {
                    <div class="prose">{lesson::raw(&step.below)}</div>
                }
                {task(step, &mark, told)}
                {match told {
                    Told::Folded => live(&entry.id, step),
                    Told::WhenAnswered => html! {},
                }}
            </section>
        }
    };
    Some(html! {
        <>
            <p class="eyebrow">{format!("Leaklab · {} · about {} minutes", front.chapter, front.minutes)}</p>
            <h1>{front.title.clone()}</h1>
            if told == Told::WhenAnswered {
                <p class="paper-state">{lesson::finish::facts(learn, entry, &opened.lesson.steps)}</p>
            }
            <div class="prose">{lesson::raw(&opened.lesson.opening)}</div>
            {for opened.lesson.steps.iter().enumerate().map(step)}
            {lesson::finish::sources(entry)}
        </>
    })
}

/// How far a step is, on the record of who has worked at it.
fn state(mark: &Mark, told: Told) -> Option<&'static str> {
    match (told, mark.state) {
        (Told::WhenAnswered, State::Done) => Some("✓ done"),
        (Told::WhenAnswered, State::Skipped) => Some("passed over"),
        _ => None,
    }
}

/// From a page that is read to a step that wants a bench.
fn live(lesson: &str, step: &Step) -> Html {
    let what = match &step.kind {
        StepKind::Exercise(_) => "Do it, and have it judged",
        StepKind::Arrange(_) => "Put the lines in order",
        StepKind::Sketch(_) => "Draw the line",
        StepKind::Simulate(_) => "Play it",
        StepKind::Read | StepKind::Ask(..) | StepKind::Estimate(_) | StepKind::Run(_) => {
            return html! {};
        }
    };
    html! { <p><a class="do-it" href={format!("#/learn/{lesson}?step={}", step.id)}>{what}</a></p> }
}

/// What is to be done in a step.
fn task(step: &Step, mark: &Mark, told: Told) -> Html {
    let is_told = question::is_told(mark, &step.kind);
    match &step.kind {
        StepKind::Read => html! {},
        StepKind::Ask(asking, it) => options(&step.id, (*asking, it), mark, (told, is_told)),
        StepKind::Estimate(it) => html! {
            <div class="paper-task" data-step={step.id.clone()} data-right={it.right.to_string()} data-within={it.within.to_string()}
                data-good={outcome(true, Asking::Predict)} data-bad={outcome(false, Asking::Predict)}>
                <p><strong>{lesson::raw(&it.stem)}</strong></p>
                <p><span class="paper-number">{mark.said.map_or_else(|| "………".to_owned(), |said| said.to_string())}</span>
                    {" "}{words(&it.unit)}</p>
                {answer(told, is_told, "The answer", html! {
                    <>
                        <p>{words(&format!("{} {}: {}", it.right, it.unit, it.why))}</p>
                        if told == Told::Folded {
                            <ul>{for it.near.iter().map(|near| html! {
                                <li>{words(&format!("{} {}? {}", near.is, it.unit, near.why))}</li>
                            })}</ul>
                        }
                        <div class="prose">{lesson::raw(&it.reveal)}</div>
                    </>
                })}
            </div>
        },
        StepKind::Sketch(it) => html! {
            <div class="paper-task">
                <p><strong>{lesson::raw(&it.stem)}</strong></p>
                if let Some(line) = &mark.line {
                    <p>{format!("{} by {}, as you drew it: {}.", it.up, it.across, sketch::points(it, line))}</p>
                }
                {answer(told, is_told, "The answer", html! {
                    <>
                        <p>{words(&it.why)}</p>
                        <div class="prose">{lesson::raw(&it.reveal)}</div>
                    </>
                })}
            </div>
        },
        StepKind::Arrange(it) => {
            let taken = it.taken(mark.draft.as_deref());
            let (says, shown) = match taken.is_empty() {
                true => (
                    "To put in order; some lines do not belong: ",
                    Vec::from_iter(0..it.lines.len()),
                ),
                false => ("Put in order: ", taken),
            };
            html! {
                <>
                    <p class="paper-task"><strong>{says}</strong>{words(&it.exercise.goal.says)}</p>
                    {listing(&it.exercise.start.name, &it.program(&shown))}
                    if told == Told::Folded {
                        {solution(&it.exercise)}
                    }
                </>
            }
        }
        StepKind::Run(it) => answer(
            told,
            is_told,
            "What it prints",
            html! {
                <>
                    <pre class="prints"><samp>{it.output.clone()}</samp></pre>
                    <div class="prose">{lesson::raw(&it.reveal)}</div>
                </>
            },
        ),
        StepKind::Exercise(it) => {
            let mine = mark.draft.as_ref().map(|code| Program {
                name: it.start.name.clone(),
                code: code.clone(),
                ways: it.start.ways,
            });
            html! {
                <>
                    <p class="paper-task"><strong>{"To do: "}</strong>{words(&it.goal.says)}</p>
                    {program(mine.as_ref().unwrap_or(&it.start))}
                    if told == Told::Folded {
                        {solution(it)}
                    }
                </>
            }
        }
        StepKind::Simulate(it) => html! {
            <p class="paper-task"><strong>{"To reach in the simulator: "}</strong>{words(&it.says)}</p>
        },
    }
}

/// The options; their reasons once the question was answered.
fn options(
    step: &str,
    (asking, question): (Asking, &Question),
    mark: &Mark,
    (told, is_told): (Told, bool),
) -> Html {
    let asks = match asking.takes_several() {
        true => "several",
        false => "one",
    };
    html! {
        <div class="paper-task" data-step={step.to_owned()} data-asks={asks}
            data-answer={(told == Told::Folded).then(|| question.answer(asking).to_string())}
            data-good={outcome(true, asking)} data-bad={outcome(false, asking)}>
            <p><strong>{lesson::raw(&question.stem)}</strong></p>
            <ul class="paper-options">
                {for question.choices.iter().zip(0..).map(|(choice, index)| html! {
                    <li data-right={(told == Told::Folded && choice.right == Rightness::Right).then_some("")}>
                        <span aria-hidden="true">{if asking.has(mark.answer, index) { "☒ " } else { "☐ " }}</span>
                        <div>
                            {lesson::raw(&choice.text)}
                            {answer(told, is_told, "Is it so?", html! {
                                <div class="why">
                                    if told == Told::Folded {
                                        <strong>{if choice.right == Rightness::Right { "✓ " } else { "– " }}</strong>
                                    }
                                    {lesson::raw(&choice.why)}
                                </div>
                            })}
                        </div>
                    </li>
                })}
            </ul>
            if !question.reveal.is_empty() {
                {answer(told, is_told, "What happened", html! {
                    <div class="prose">{lesson::raw(&question.reveal)}</div>
                })}
            }
        </div>
    }
}

/// What is told once something was answered, or folded.
fn answer(told: Told, is_told: bool, summary: &'static str, inside: Html) -> Html {
    match told {
        Told::WhenAnswered if is_told => inside,
        Told::WhenAnswered => html! {},
        Told::Folded => html! { <details><summary>{summary}</summary>{inside}</details> },
    }
}

/// The hints and the solution of an exercise, folded.
fn solution(exercise: &Exercise) -> Html {
    html! {
        <>
            <details><summary>{"Hints"}</summary>
                <ol>{for exercise.hints.iter().map(|hint| html! { <li class="prose">{lesson::raw(hint)}</li> })}</ol>
            </details>
            <details><summary>{"A solution"}</summary>
                {listing(&exercise.start.name, &exercise.solution)}
                <div class="prose">{lesson::raw(&exercise.after)}</div>
            </details>
        </>
    }
}

fn program(program: &Program) -> Html {
    listing(&program.name, &program.code)
}

/// A program with its lines numbered.
pub(super) fn listing(name: &str, code: &str) -> Html {
    html! {
        <figure class="paper-code">
            <figcaption><code>{name.to_owned()}</code></figcaption>
            <ol>{for code.lines().map(|line| html! { <li>{hung("code", line, as_it_is)}</li> })}</ol>
        </figure>
    }
}
