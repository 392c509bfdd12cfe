//! The pages as HTML before anything runs: what `static/js/boot.ts` shows until the page is there.
//!
//! Each is drawn by the page's own components from the state that a first visit begins with, so
//! nothing moves when the page takes over.

use super::model::queue::Work;
use super::model::{Effect, Model, Msg, learn};
use super::pages::{
    ClosedCard, ClosedCardProps, OnItsWay, OnItsWayProps, Shell, reading as reading_of,
};
use super::route::Route;
use crate::engine::{Helper, sit};
use crate::protocol::{Job, Reply, Response};
use crate::report::Confidence;
use std::rc::Rc;
use yew::LocalServerRenderer;
use yew::prelude::*;
use yew_router::history::{AnyHistory, History, MemoryHistory};
use yew_router::{Routable, Router};

/// The pages that a visit can begin on, with the names of their drawings; an entry of the reference
/// begins as the reference. Every step of a lesson has a drawing of its own: [`step`].
pub const PAGES: [(&str, Route); 6] = [
    ("home", Route::Home),
    ("learn", Route::Learn),
    ("check", Route::Check),
    ("simulate", Route::Simulate),
    ("reference", Route::Reference),
    ("lost", Route::NotFound),
];

/// A page as HTML, as a first visit sees it.
pub async fn page(route: Route) -> String {
    let mut model = Model::default();
    model.update(Msg::Start(Box::default()));
    draw(model, route).await
}

/// What stands in the panel of Check while the analyzer is being downloaded, as HTML.
pub async fn on_its_way() -> String {
    let nothing = OnItsWayProps { percent: 0, of: 0 };
    let panel = LocalServerRenderer::<OnItsWay>::with_props(nothing);
    panel.hydratable(false).render().await
}

/// A finding in that panel, for the script to fill in, as HTML.
pub async fn finding() -> String {
    let finding = ClosedCardProps {
        confidence: Confidence::Definite,
        message: "".into(),
        line: 0,
        onchoose: Callback::noop(),
    };
    let card = LocalServerRenderer::<ClosedCard>::with_props(finding);
    card.hydratable(false).render().await
}

/// A step of a lesson as HTML, from the file that the build has made of the lesson.
pub async fn step(lesson: &str, step: &str, file: &[u8]) -> String {
    let model = opened(lesson, Some(step.to_owned()), file);
    let lesson = lesson.to_owned();
    draw(model, Route::Lesson { lesson }).await
}

/// A whole lesson as HTML to be read, from that file; empty if it is none of the course.
pub async fn reading(lesson: &str, file: &[u8]) -> String {
    let model = Rc::new(opened(lesson, None, file));
    let page = LocalServerRenderer::<Reading>::with_props(ReadingProps { model });
    page.hydratable(false).render().await
}

/// The model once a step of a lesson is open, and what was asked of the workers answered.
fn opened(lesson: &str, step: Option<String>, file: &[u8]) -> Model {
    let mut model = Model::default();
    model.update(Msg::Start(Box::default()));
    let lesson = lesson.to_owned();
    let visit = learn::Msg::Visit { lesson, step };
    let mut helper = Helper::default();
    let mut inbox = vec![Msg::Learn(visit)];
    // What the start has asked for is never answered, so the queue is put back to nothing.
    model.queue = Default::default();
    while let Some(msg) = inbox.pop() {
        for effect in model.update(msg) {
            match effect {
                Effect::FetchLesson { lesson } => {
                    let fetched = learn::Msg::Fetched(lesson, Ok(file.to_vec()));
                    inbox.push(Msg::Learn(fetched));
                }
                Effect::Work(Work::Send(request)) => {
                    let reply = match request.job {
                        Job::Extra(extra) => Reply::Extra(helper.answer(extra, &|| 0.0)),
                        Job::Judge(exam) => Reply::Judged(sit(exam)),
                        _ => continue,
                    };
                    inbox.push(Msg::Answer(Box::new(Response {
                        id: request.id,
                        last: true,
                        reply,
                    })));
                }
                _ => {}
            }
        }
    }
    model
}

#[derive(Clone, PartialEq, Properties)]
struct ReadingProps {
    model: Rc<Model>,
}

#[component]
fn Reading(props: &ReadingProps) -> Html {
    reading_of(&props.model).unwrap_or_default()
}

/// What is drawn, and where.
#[derive(Clone, PartialEq, Properties)]
struct Still {
    model: Rc<Model>,
    route: Route,
}

#[component]
fn Drawing(still: &Still) -> Html {
    let history = MemoryHistory::new();
    history.push(still.route.to_path());
    html! {
        <Router history={AnyHistory::from(history)}>
            <Shell model={Rc::clone(&still.model)} />
        </Router>
    }
}

async fn draw(model: Model, route: Route) -> String {
    let model = Rc::new(model);
    let html = LocalServerRenderer::<Drawing>::with_props(Still { model, route })
        .hydratable(false)
        .render()
        .await;
    // The page's addresses stand behind `#`.
    html.replace(r#"href="/"#, r##"href="#/"##)
}
