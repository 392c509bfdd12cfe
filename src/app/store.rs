//! The store: holds the model, runs its effects, hands the page what to show and where to send
//! messages. The only component with state that outlives a page.

mod shelf;

use super::browser::engine::{self, Module};
use super::browser::link::Link;
use super::browser::storage::Elsewhere;
use super::browser::{Timeout, bridge, calendar, dom, failure, fetch, files, storage};
use super::model::engine::{Msg as EngineMsg, Presence};
use super::model::queue::{Work, Worker};
use super::model::{Effect, Kept, Model, Msg, Theme, learn, look_up, own};
use super::pages::{Shell, opened};
use std::rc::Rc;
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
    engine: Hired,
    helper: Hired,
    judge: Hired,
}

/// A worker, and what it takes to start it.
#[derive(Default)]
struct Hired {
    module: Option<Module>,
    link: Option<Link>,
    timers: Vec<Timeout>,
}

/// What the root component hears.
pub enum Told {
    /// Something for the model.
    Msg(Msg),
    /// A worker's module has come, or why it has not.
    Engine(Worker, Result<Module, String>),
}

impl Component for Store {
    type Message = Told;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let dispatch = Dispatch(ctx.link().callback(Told::Msg));
        let kept = Kept {
            engine: Presence::Wanted,
            theme: Theme::named(&bridge::theme()),
            keeps: storage::keeps(),
            drafts: shelf::left(),
            settings: kept(storage::SETTINGS),
            settings_read: kept(storage::SETTINGS_READ),
            progress: kept(storage::PROGRESS),
            reading: kept(storage::READING),
            today: calendar::today(),
            own_lesson: kept(storage::OWN_LESSON),
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
        let mut store = Self {
            model: Rc::new(Model::default()),
            dispatch,
            engine: Hired::default(),
            helper: Hired::default(),
            judge: Hired::default(),
        };
        // Not sent but taken: the first thing shown is already what an earlier visit has left.
        store.take(ctx, Msg::Start(Box::new(kept)));
        store
    }

    fn update(&mut self, ctx: &Context<Self>, told: Told) -> bool {
        let before = Rc::clone(&self.model);
        let msg = match told {
            Told::Msg(msg) => msg,
            Told::Engine(worker, Ok(module)) => {
                self.hired(worker).module = Some(module);
                Msg::Engine(worker, EngineMsg::Arrived)
            }
            Told::Engine(worker, Err(why)) => Msg::Engine(worker, EngineMsg::Failed(why)),
        };
        self.take(ctx, msg);
        before != self.model
    }

    fn view(&self, _: &Context<Self>) -> Html {
        html! {
            <ContextProvider<Dispatch> context={self.dispatch.clone()}>
                <HashRouter>
                    <Shell model={Rc::clone(&self.model)} />
                </HashRouter>
            </ContextProvider<Dispatch>>
        }
    }
}

impl Store {
    /// The clock is here: the model hears of another day before it hears of anything else on it.
    fn take(&mut self, ctx: &Context<Self>, msg: Msg) {
        let (model, today) = (Rc::make_mut(&mut self.model), calendar::today());
        if model.learn.today != today {
            model.update(Msg::Learn(learn::Msg::Today(today)));
        }
        let effects = model.update(msg);
        for effect in effects {
            self.run(ctx, effect);
        }
    }

    fn run(&mut self, ctx: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Work(work) => self.work(work),
            Effect::FetchEngine(worker) => {
                let told = self.dispatch.clone();
                ctx.link().send_future(async move {
                    let tell = move |share| told.send(Msg::Engine(worker, EngineMsg::Share(share)));
                    Told::Engine(worker, engine::download(worker, tell).await)
                });
            }
            Effect::FetchReference => {
                let dispatch = self.dispatch.clone();
                spawn_local(async move {
                    let file = fetch::bytes(&bridge::address("reference")).await;
                    dispatch.send(Msg::LookUp(look_up::Msg::Fetched(file)));
                });
            }
            Effect::Go(route) => HashHistory::new().push(route.to_path()),
            Effect::GoInstead(route) => HashHistory::new().replace(route.to_path()),
            Effect::Drafts(errand) => shelf::run(errand, &self.dispatch),
            Effect::KeepProgress(progress) => {
                if storage::keep(storage::PROGRESS, &progress).is_err() {
                    self.dispatch.send(Msg::Learn(learn::Msg::NotKept));
                }
            }
            Effect::TakeOver(progress) => match storage::keep(storage::PROGRESS, &progress) {
                Ok(()) => storage::remove(storage::READING),
                Err(_) => self.dispatch.send(Msg::Learn(learn::Msg::NotKept)),
            },
            Effect::KeepOwnLesson(text) => {
                // Without it the lesson is there until the page is closed.
                let _ = storage::keep(storage::OWN_LESSON, &text);
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
            Effect::FetchLesson { lesson } => {
                let dispatch = self.dispatch.clone();
                spawn_local(async move {
                    let file = format!("{}{lesson}.bin", bridge::address("lessons"));
                    let file = fetch::bytes(&file).await;
                    dispatch.send(Msg::Learn(learn::Msg::Fetched(lesson, file)));
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

    fn hired(&mut self, worker: Worker) -> &mut Hired {
        match worker {
            Worker::Engine => &mut self.engine,
            Worker::Helper => &mut self.helper,
            Worker::Judge => &mut self.judge,
        }
    }

    fn work(&mut self, work: Work) {
        match work {
            Work::Send(request) => {
                let hired = self.hired(request.job.worker());
                hired.timers.clear();
                if let Some(link) = &hired.link {
                    link.send(&request);
                }
            }
            Work::Restart(worker) => {
                let dispatch = self.dispatch.clone();
                let hired = self.hired(worker);
                let module = hired.module.as_ref();
                hired.link = module.and_then(|module| start(worker, module, &dispatch));
            }
            Work::Ring(worker, id, alarm, after) => {
                let dispatch = self.dispatch.clone();
                let ring = move || dispatch.send(Msg::Alarm(id, alarm));
                self.hired(worker).timers.push(Timeout::new(after, ring));
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

/// A worker; without one, the model hears why.
fn start(worker: Worker, module: &Module, dispatch: &Dispatch) -> Option<Link> {
    let (answers, last_words) = (dispatch.clone(), dispatch.clone());
    let started = Link::start(
        worker,
        module,
        move |response| answers.send(Msg::Answer(Box::new(response))),
        move |words| last_words.send(Msg::Died(worker, words)),
    );
    started
        .map_err(|why| dispatch.send(Msg::Died(worker, why)))
        .ok()
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
