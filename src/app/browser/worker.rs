//! The worker: both of its ends.

use super::bridge;
use super::failure::LastWords;
use crate::app::stage::Stage;
use crate::check::{Options, Session};
use crate::lessons::{self, simulate::judge_run};
use crate::protocol::{self, Failure, Job, Reply, Request, Response, Which};
use crate::reference::reference;
use gloo::worker::{HandlerId, Registrable, Spawnable, Worker, WorkerBridge, WorkerScope};
use std::collections::HashMap;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// The worker's own end: sessions that live as long as it does.
pub struct Workshop {
    sessions: HashMap<String, (Options, Session)>,
    stages: HashMap<Which, Stage>,
}

impl Worker for Workshop {
    type Message = ();
    type Input = Request;
    type Output = Response;

    fn create(_: &WorkerScope<Self>) -> Self {
        Self {
            sessions: HashMap::new(),
            stages: HashMap::new(),
        }
    }

    fn update(&mut self, _: &WorkerScope<Self>, (): ()) {}

    fn received(&mut self, scope: &WorkerScope<Self>, request: Request, asker: HandlerId) {
        let Request { id, job } = request;
        let answer = |reply, last| scope.respond(asker, Response { id, last, reply });
        match job {
            Job::Hello => answer(Reply::Hello(protocol::VERSION), true),
            Job::Check {
                path,
                text,
                options,
            } => {
                let start = now();
                let session = self.session(&path, options);
                // Findings first; fixes and the simulator's paths take longer.
                let report = session.sketch(&path, &text);
                let took = now() - start;
                answer(Reply::Checked { report, took }, false);
                let report = session.check(&path, &text);
                answer(Reply::Checked { report, took }, true);
            }
            Job::Play(which, play) => {
                /// Milliseconds that one answer may take, so that other work never waits long.
                const SLICE: f64 = 30.0;
                let start = now();
                let stage = self.stages.entry(which).or_default();
                let played = stage.play(*play, || now() - start < SLICE);
                answer(Reply::Played(which, Box::new(played)), true);
            }
            Job::ReadLesson { text } => {
                answer(Reply::Lesson(lessons::open(&text).map(Box::new)), true);
            }
            Job::Judge { exercise, text } => {
                let verdict = lessons::judge(&exercise, &text);
                answer(Reply::Judged(Box::new(verdict)), true);
            }
            Job::Rehearse { goal, settings } => {
                answer(
                    Reply::Rehearsed(Box::new(judge_run(&goal, &settings))),
                    true,
                );
            }
            Job::Reference => answer(Reply::Reference(Box::new(reference())), true),
            Job::Fail(failure) => fail(failure),
        }
    }
}

impl Workshop {
    /// The session of a file, new if its options have changed.
    fn session(&mut self, path: &str, options: Options) -> &mut Session {
        /// Sessions kept; a page has one file, lessons have a few.
        const MOST: usize = 8;
        if self.sessions.len() >= MOST && !self.sessions.contains_key(path) {
            self.sessions.clear();
        }
        let fresh = || (options.clone(), Session::lenient(options.clone()));
        let (kept, session) = self.sessions.entry(path.to_owned()).or_insert_with(fresh);
        if *kept != options {
            *session = Session::lenient(options.clone());
            *kept = options;
        }
        session
    }
}

/// Whether this is the worker, not the page.
pub fn is_here() -> bool {
    js_sys::global().is_instance_of::<web_sys::DedicatedWorkerGlobalScope>()
}

/// Makes this the worker: it answers from now on.
pub fn register() {
    Workshop::registrar().register();
}

/// Milliseconds since the worker began.
fn now() -> f64 {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or(0.0, |clock| clock.now())
}

#[allow(
    clippy::panic,
    reason = "this is the panic that the page's recovery is tried with"
)]
fn fail(failure: Failure) {
    match failure {
        Failure::Panic => panic!("a failure on purpose"),
        Failure::Hang => loop {
            std::hint::spin_loop();
        },
    }
}

/// The page's end of one worker. Dropping it stops the worker at once.
pub struct Link {
    bridge: Option<WorkerBridge<Workshop>>,
    _last_words: Option<LastWords>,
}

impl Link {
    /// Starts a worker. `hear` gets its answers, `died` its last words.
    pub fn start(hear: impl Fn(Response) + 'static, died: impl Fn(String) + 'static) -> Self {
        let channel = format!("leaklab-{:x}", (js_sys::Math::random() * 9e15) as u64);
        let address = format!("{}?channel={channel}", bridge::address("worker"));
        let last_words = LastWords::listen(&channel, died);
        let bridge = Workshop::spawner()
            .callback(hear)
            .as_module(true)
            .with_loader(true)
            .spawn(&address);
        Self {
            bridge: Some(bridge),
            _last_words: last_words,
        }
    }

    /// Sends a request.
    pub fn send(&self, request: Request) {
        if let Some(bridge) = &self.bridge {
            bridge.send(request);
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        bridge::stop_worker();
        self.bridge = None;
    }
}

/// Tells `died` of workers whose script did not load.
pub fn watch_start(died: impl Fn(String) + 'static) {
    let listener = Closure::<dyn Fn(String)>::new(died);
    bridge::tell_worker_errors(&listener);
    listener.forget();
}
