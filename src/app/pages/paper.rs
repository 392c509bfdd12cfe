//! What goes on paper where the screen shows only a part: a lesson with all its steps, a finding with
//! its matrix and its program. Everything else is printed as it stands, without navigation.

use super::check;
use super::lesson;
use crate::app::model::Model;
use crate::app::parts::text::words;
use crate::app::route::Route;
use crate::app::store::Dispatch;
use crate::lessons::progress::{Mark, State};
use crate::lessons::{Opened, Program, Question, Step, StepKind};
use yew::prelude::*;

/// The page of an address for paper, if it is drawn apart.
pub(super) fn paper(route: &Route, model: &Model, dispatch: &Dispatch) -> Option<Html> {
    let inside = match route {
        Route::Lesson { .. } => whole_lesson(model)?,
        Route::Check => check::paper(model, dispatch),
        _ => return None,
    };
    Some(html! { <article class="paper">{inside}</article> })
}

fn whole_lesson(model: &Model) -> Option<Html> {
    let learn = &model.learn;
    let (entry, opened): (_, &Opened) = (learn.entry()?, learn.opened()?);
    let front = &entry.front;
    let step = |(index, step): (usize, &Step)| {
        let mark = learn.progress.mark(&entry.id, &step.id);
        html! {
            <section class="paper-step">
                <h2>{format!("{}. ", index + 1)}{lesson::raw(&step.title)}</h2>
                <div class="prose">{lesson::raw(&step.body)}</div>
                {for step.program.as_ref().map(program)}
                {task(&step.kind, &mark)}
            </section>
        }
    };
    Some(html! {
        <>
            <p class="eyebrow">{format!("Leaklab · {} · about {} minutes", front.chapter, front.minutes)}</p>
            <h1>{front.title.clone()}</h1>
            <div class="prose">{lesson::raw(&opened.lesson.opening)}</div>
            {for opened.lesson.steps.iter().enumerate().map(step)}
        </>
    })
}

/// What is to be done in a step.
fn task(kind: &StepKind, mark: &Mark) -> Html {
    match kind {
        StepKind::Read => html! {},
        StepKind::Predict(it) | StepKind::Quiz(it) => question(it, mark),
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
                </>
            }
        }
        StepKind::Simulate(it) => html! {
            <p class="paper-task"><strong>{"To reach in the simulator: "}</strong>{words(&it.says)}</p>
        },
    }
}

/// The options; their reasons once the question was answered.
fn question(question: &Question, mark: &Mark) -> Html {
    let told = mark.answer.is_some() || mark.state == State::Skipped;
    html! {
        <div class="paper-task">
            <p><strong>{lesson::raw(&question.stem)}</strong></p>
            <ul class="paper-options">
                {for question.choices.iter().zip(0..).map(|(choice, index)| html! {
                    <li>
                        <span aria-hidden="true">{if mark.answer == Some(index) { "☒ " } else { "☐ " }}</span>
                        <div>
                            {lesson::raw(&choice.text)}
                            if told { <div class="why">{lesson::raw(&choice.why)}</div> }
                        </div>
                    </li>
                })}
            </ul>
            if told && !question.reveal.is_empty() {
                <div class="prose">{lesson::raw(&question.reveal)}</div>
            }
        </div>
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
            <ol>{for code.lines().map(|line| html! { <li><code>{line.to_owned()}</code></li> })}</ol>
        </figure>
    }
}
