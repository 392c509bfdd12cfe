//! The frame of every page: navigation, theme, notices, small confirmations.

use crate::app::browser::dom;
use crate::app::model::{Keeps, Msg, Notice, Remedy, Theme, Toast};
use crate::app::route::Route;
use crate::app::store::Dispatch;
use yew::prelude::*;
use yew_router::prelude::Link;

/// The navigation: at the top, on a phone at the bottom.
pub fn top_bar(route: &Route, theme: Theme, dispatch: &Dispatch) -> Html {
    html! {
        <header class="top">
            <Link<Route> classes="brand" to={Route::Home}>
                {logo()}
                <span>{"Leaklab"}</span>
            </Link<Route>>
            <nav class="nav" aria-label="Pages">
                {place(route, Route::Learn, "Learn", "M3 5.5 10 3l7 2.5L10 8zM5.5 7v5c0 1.4 2 2.5 4.5 2.5s4.5-1.1 4.5-2.5V7M17 5.5v5")}
                {place(route, Route::Check, "Check", "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM12.7 12.7 17 17M7 9l1.6 1.6L11.3 8")}
                {place(route, Route::Simulate, "Simulate", "M3 4v12h14M6 13l3-4 3 2 4-6")}
                {place(route, Route::Reference, "Reference", "M4 4.5A1.5 1.5 0 0 1 5.5 3H16v12H5.5A1.5 1.5 0 0 0 4 16.5zM4 16.5A1.5 1.5 0 0 0 5.5 18H16M8 7h5")}
            </nav>
            {theme_switch(theme, dispatch)}
        </header>
    }
}

/// One place in the navigation.
fn place(here: &Route, to: Route, name: &'static str, icon: &'static str) -> Html {
    let inside = match here {
        Route::Lesson { .. } | Route::Review | Route::Test { .. } => Route::Learn,
        Route::Entry { .. } => Route::Reference,
        other => other.clone(),
    };
    let class = if inside == to { "place here" } else { "place" };
    html! {
        <Link<Route> classes={class} {to}>
            <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d={icon} /></svg>
            <span>{name}</span>
        </Link<Route>>
    }
}

/// The mark: three slots held, one dripping.
fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 22 22" aria-hidden="true">
            <rect x="1" y="1" width="8.5" height="8.5" rx="2" />
            <rect x="12.5" y="1" width="8.5" height="8.5" rx="2" />
            <rect x="1" y="12.5" width="8.5" height="8.5" rx="2" />
            <path d="M16.7 11.2c2.6 3.3 4 5 4 6.6a4 4 0 0 1-8 0c0-1.6 1.4-3.3 4-6.6z" />
        </svg>
    }
}

/// Light, dark, or as the system has it.
fn theme_switch(now: Theme, dispatch: &Dispatch) -> Html {
    let choice = |theme: Theme, name: &'static str, icon: &'static str| {
        html! {
            <button type="button" class="choice" value={theme.name()} title={name} aria-label={name}
                aria-pressed={(now == theme).to_string()}
                onclick={dispatch.to(Msg::Paint(theme))}>
                <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d={icon} /></svg>
            </button>
        }
    };
    html! {
        <div class="choices" role="group" aria-label="Theme">
            {choice(Theme::Light, "Light", "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18M4.3 4.3l1.3 1.3M14.4 14.4l1.3 1.3M15.7 4.3l-1.3 1.3M5.6 14.4l-1.3 1.3")}
            {choice(Theme::System, "As the system", "M3 4.5h14v9H3zM7.5 17h5M10 13.5V17")}
            {choice(Theme::Dark, "Dark", "M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3z")}
        </div>
    }
}

/// A failure, told so that the reader can go on.
pub fn notice_box(notice: &Notice, dispatch: &Dispatch) -> Html {
    let Notice {
        title,
        detail,
        report,
        remedy,
    } = notice;
    let copy = dispatch.to(Msg::Copy(report.clone(), "Report copied."));
    html! {
        <section class="notice" role="alert">
            <span class="notice-shape" aria-hidden="true">{"▲"}</span>
            <div>
                <strong>{title.clone()}</strong>
                <p>{detail.clone()}</p>
            </div>
            <div class="row">
                {match remedy {
                    Remedy::None => html! {},
                    Remedy::Retry => html! {
                        <button type="button" class="button small main" onclick={dispatch.to(Msg::Retry)}>
                            {"Try again"}
                        </button>
                    },
                    Remedy::Reload => html! {
                        <button type="button" class="button small main"
                            onclick={Callback::from(|_: MouseEvent| dom::reload())}>{"Reload"}</button>
                    },
                }}
                <button type="button" class="button small" onclick={copy}>{"Copy report"}</button>
                <button type="button" class="button small quiet" onclick={dispatch.to(Msg::Dismiss)}>
                    {"Dismiss"}
                </button>
            </div>
        </section>
    }
}

/// One calm line where nothing, or nothing more, is kept for the next visit.
pub fn keeps_line(keeps: Keeps) -> Html {
    let text = match keeps {
        Keeps::All => return html! {},
        Keeps::NoMore => {
            "This browser has no room left for this page: what you change now is gone when you \
             leave. Everything works."
        }
        Keeps::Nothing => {
            "This browser lets the page keep nothing: your code and your progress are gone when \
             you leave. Everything works."
        }
    };
    html! { <p class="keeps" role="note">{text}</p> }
}

/// A short confirmation that fades by itself; screen readers hear it too.
pub fn toast_box(toast: Option<&Toast>) -> Html {
    html! {
        <div class="toasts" role="status" aria-live="polite">
            if let Some(toast) = toast {
                <p class="toast" key={toast.number}>{toast.text.clone()}</p>
            }
        </div>
    }
}
