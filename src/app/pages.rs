//! The pages, and the frame around them.

mod check;
mod home;
mod learn;
mod lesson;
mod lost;
mod reference;
mod simulate;

pub use check::opened;

use super::browser::dom;
use super::model::Model;
use super::parts::frame::{keeps_line, notice_box, toast_box, top_bar};
use super::route::Route;
use super::store::use_dispatch;
use std::rc::Rc;
use yew::prelude::*;
use yew_router::hooks::use_route;

/// Props of everything that shows the model.
#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    /// The model.
    pub model: Rc<Model>,
}

/// The frame: skip link, navigation, the page of the address, notices.
#[component]
pub fn Shell(props: &PageProps) -> Html {
    let dispatch = use_dispatch();
    let model = &props.model;
    let route = use_route::<Route>().unwrap_or(Route::NotFound);
    use_effect_with(route.clone(), move |route| {
        dom::set_title(title(route));
        dom::to_top();
    });
    let skip = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        dom::focus("main");
    });
    html! {
        <>
            <a class="skip" href="#main" onclick={skip}>{"Skip to the page"}</a>
            {top_bar(&route, model.theme, &dispatch)}
            if let Some(notice) = &model.notice {
                {notice_box(notice, &dispatch)}
            }
            {keeps_line(model.keeps)}
            <main id="main" tabindex="-1" class={frame(&route)}>
                {page(&route, model)}
            </main>
            {toast_box(model.toast.as_ref())}
        </>
    }
}

/// The page of an address.
fn page(route: &Route, model: &Rc<Model>) -> Html {
    match route {
        Route::Check => html! { <check::CheckPage model={Rc::clone(model)} /> },
        Route::Home => html! { <home::Home model={Rc::clone(model)} /> },
        Route::Simulate => html! { <simulate::SimulatePage model={Rc::clone(model)} /> },
        Route::Learn => html! { <learn::LearnPage model={Rc::clone(model)} /> },
        Route::Lesson { lesson } => {
            html! { <lesson::LessonPage model={Rc::clone(model)} lesson={lesson.clone()} /> }
        }
        Route::Reference => html! { <reference::ReferencePage model={Rc::clone(model)} /> },
        Route::Entry { entry } => {
            html! { <reference::ReferencePage model={Rc::clone(model)} entry={entry.clone()} /> }
        }
        Route::NotFound => html! { <lost::Lost /> },
    }
}

/// How the page fills the window: a workbench, or something to read.
fn frame(route: &Route) -> &'static str {
    match route {
        Route::Check => "bench",
        Route::Simulate => "wide",
        _ => "reading",
    }
}

fn title(route: &Route) -> &'static str {
    match route {
        Route::Home => "Leaklab: resource leaks in Python",
        Route::Learn | Route::Lesson { .. } => "Learn · Leaklab",
        Route::Check => "Check · Leaklab",
        Route::Simulate => "Simulate · Leaklab",
        Route::Reference | Route::Entry { .. } => "Reference · Leaklab",
        Route::NotFound => "No such page · Leaklab",
    }
}
