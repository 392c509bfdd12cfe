//! The store: holds the model, runs its effects, hands the page what to show and where to send
//! messages. The only component with state that outlives a page.

mod shelf;

use super::browser::later::load_pages;
use super::browser::link::{self, Link};
use super::browser::storage::Elsewhere;
use super::browser::{Timeout, bridge, dom, failure, fetch, files, storage};
use super::model::queue::Work;
use super::model::{Effect, Kept, Model, Msg, Theme, learn, own};
use super::pages::{Beside, Shell, opened};
use std::rc::Rc;
use yew::html::Scope;
use yew::platform::spawn_local;
use yew::prelude::*;
use yew_router::history::{HashHistory, History};
use yew_router::{HashRouter, Routable};

/// Where messages are sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispatch(Callback<Msg>);

impl Dispatch {
    /// Sends a message.
    pub fn send(&self, msg: Msg) {
        self.0.emit(msg);
    }

    /// A callback that sends this message, whatever it is called with.
    pub fn to<In>(&self, msg: Msg) -> Callback<In> {
        let inner = self.0.clone();
        Callback::from(move |_| inner.emit(msg.clone()))
    }

    /// A callback that makes a message of what it is called with.
    pub fn with<In>(&self, make: impl Fn(In) -> Msg + 'static) -> Callback<In> {
        self.0.reform(make)
    }
}

/// The root component.
pub struct Store {
    model: Rc<Model>,
    dispatch: Dispatch,
    link: Option<Link>,
    timers: Vec<(u64, Timeout)>,
    pages: Beside,
}

/// What the root component hears.
pub enum Told {
    /// Something for the model.
    Msg(Msg),
    /// The pages beside Check are wanted.
    Load,
    /// They are there, or could not be loaded.
    Loaded(Beside),
}

impl Component for Store {
    type Message = Told;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let dispatch = Dispatch(ctx.link().callback(Told::Msg));
        let died = dispatch.clone();
        link::watch_start(move |words| died.send(Msg::Died(words)));
        let kept = Kept {
            theme: Theme::named(&bridge::theme()),
            keeps: storage::keeps(),
            drafts: shelf::left(),
            settings: kept(storage::SETTINGS),
            settings_read: kept(storage::SETTINGS_READ),
            progress: kept(storage::PROGRESS),
            watched: watched(),
        };
        let elsewhere = dispatch.clone();
        storage::watch(move |news| {
            if let Some(msg) = heard(news) {
                elsewhere.send(msg);
            }
        });
        let dropped = dispatch.clone();
        files::watch_drops(move |file| dropped.send(opened(file)));
        let link = Some(start(&dispatch));
        let mut store = Self {
            model: Rc::new(Model::default()),
            dispatch,
            link,
            timers: Vec::new(),
            pages: Beside::default(),
        };
        // Not sent but taken: the first thing shown is already what an earlier visit has left.
        store.take(Msg::Start(kept));
        store
    }

    fn update(&mut self, ctx: &Context<Self>, told: Told) -> bool {
        let before = (Rc::clone(&self.model), self.pages);
        match told {
            Told::Msg(msg) => self.take(msg),
            Told::Load => self.load(ctx.link()),
            Told::Loaded(pages) => self.pages = pages,
        }
        before != (Rc::clone(&self.model), self.pages)
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let onload = ctx.link().callback(|()| Told::Load);
        html! {
            <ContextProvider<Dispatch> context={self.dispatch.clone()}>
                <HashRouter>
                    <Shell model={Rc::clone(&self.model)} beside={self.pages} {onload} />
                </HashRouter>
            </ContextProvider<Dispatch>>
        }
    }
}

impl Store {
    /// Has the pages beside Check loaded, if they are not there. Asking twice loads once.
    fn load(&mut self, link: &Scope<Self>) {
        if !matches!(self.pages, Beside::Here(_)) {
            self.pages = Beside::Absent;
            link.send_future(async {
                Told::Loaded(load_pages().await.map_or(Beside::Failed, Beside::Here))
            });
        }
    }

    fn take(&mut self, msg: Msg) {
        let effects = Rc::make_mut(&mut self.model).update(msg);
        for effect in effects {
            self.run(effect);
        }
    }

    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Work(work) => self.work(work),
            Effect::Go(route) => HashHistory::new().push(route.to_path()),
            Effect::Drafts(errand) => shelf::run(errand, &self.dispatch),
            Effect::KeepProgress(progress) => {
                if storage::keep(storage::PROGRESS, &progress).is_err() {
                    self.dispatch.send(Msg::Learn(learn::Msg::NotKept));
                }
            }
            Effect::KeepSettings { text, read } => {
                let kept = storage::keep(storage::SETTINGS, &text);
                if kept
                    .and(storage::keep(storage::SETTINGS_READ, &read))
                    .is_err()
                {
                    self.dispatch.send(Msg::Own(own::Msg::NotKept));
                }
            }
            Effect::KeepWatched(text) => storage::keep_for_tab(storage::WATCHED, &text),
            Effect::SetProgressAside(text) => {
                // Nothing better can be done with a text that is neither readable nor storable.
                let _ = storage::keep(storage::PROGRESS_ASIDE, &text);
            }
            Effect::FetchLesson { path, edition } => {
                let dispatch = self.dispatch.clone();
                spawn_local(async move {
                    let text = fetch::text(&format!("lessons/{path}?{edition}")).await;
                    dispatch.send(Msg::Learn(learn::Msg::Fetched(path, text)));
                });
            }
            Effect::Paint(theme) => bridge::set_theme(theme.name()),
            Effect::Copy(text, done) => {
                let dispatch = self.dispatch.clone();
                spawn_local(async move {
                    let copied = dom::copy(&text).await;
                    let said = if copied {
                        done
                    } else {
                        "The browser did not allow copying."
                    };
                    dispatch.send(Msg::Say(said.into()));
                });
            }
        }
    }

    fn work(&mut self, work: Work) {
        match work {
            Work::Send(request) => {
                self.timers.retain(|(id, _)| *id == request.id);
                if let Some(link) = &self.link {
                    link.send(request);
                }
            }
            Work::Restart => {
                // The old worker first: dropping a link stops the worker started last.
                self.link = None;
                self.link = Some(start(&self.dispatch));
            }
            Work::Ring(id, alarm, after) => {
                let dispatch = self.dispatch.clone();
                let ring = move || dispatch.send(Msg::Alarm(id, alarm));
                self.timers.push((id, Timeout::new(after, ring)));
            }
        }
    }
}

/// What the model must hear of what another tab keeps.
fn heard(news: Elsewhere) -> Option<Msg> {
    match news {
        Elsewhere::Under(key, text) if key == storage::PROGRESS => {
            text.map(|text| Msg::Learn(learn::Msg::Elsewhere(text)))
        }
        news => shelf::heard(news),
    }
}

/// What an earlier visit has left under a key; nothing with `?safe` in the address.
fn kept(key: &str) -> Option<String> {
    if dom::asks_for("safe") {
        None
    } else {
        storage::get(key)
    }
}

/// What was watched in this tab before it was loaded again; nothing with `?safe` in the address.
fn watched() -> Option<String> {
    let wanted = !dom::asks_for("safe");
    wanted.then(|| storage::of_tab(storage::WATCHED)).flatten()
}

fn start(dispatch: &Dispatch) -> Link {
    let (answers, last_words) = (dispatch.clone(), dispatch.clone());
    Link::start(
        move |response| answers.send(Msg::Answer(Box::new(response))),
        move |words| last_words.send(Msg::Died(words)),
    )
}

/// Puts the app into the page.
pub fn mount() {
    failure::watch_page();
    // Yew puts the page in place of what was drawn there.
    match dom::place("app") {
        Some(root) => yew::Renderer::<Store>::with_root(root).render(),
        None => yew::Renderer::<Store>::new().render(),
    };
}

/// The dispatch of the page around a component.
#[hook]
pub fn use_dispatch() -> Dispatch {
    use_context::<Dispatch>().unwrap_or_else(|| Dispatch(Callback::noop()))
}
