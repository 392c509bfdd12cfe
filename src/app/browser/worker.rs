//! The worker: both of its ends.

use super::bridge;
use super::failure::LastWords;
use super::later::{self, Answer, Packed, Unreadable};
use crate::check::{Options, Session};
use crate::protocol::{self, Failure, Job, Reply, Request, Response};
use gloo::worker::{Codec, HandlerId, Registrable, Spawnable, Worker, WorkerBridge, WorkerScope};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use yew::platform::spawn_local;

/// The worker's own end: sessions that live as long as it does.
pub struct Workshop {
    sessions: HashMap<String, (Options, Session)>,
    extra: Rc<RefCell<Option<Box<dyn Answer>>>>,
}

impl Worker for Workshop {
    type Message = ();
    type Input = Request<Packed>;
    type Output = Response<Packed>;

    fn create(_: &WorkerScope<Self>) -> Self {
        Self {
            sessions: HashMap::new(),
            extra: Rc::default(),
        }
    }

    fn update(&mut self, _: &WorkerScope<Self>, (): ()) {}

    fn received(&mut self, scope: &WorkerScope<Self>, request: Request<Packed>, asker: HandlerId) {
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
            Job::Fail(failure) => fail(failure),
            Job::Extra(work) => {
                let (kept, scope) = (Rc::clone(&self.extra), scope.clone());
                spawn_local(async move {
                    let reply = answer_extra(&kept, &work).await;
                    let reply = Reply::Extra(reply);
                    scope.respond(
                        asker,
                        Response {
                            id,
                            last: true,
                            reply,
                        },
                    );
                });
            }
        }
    }
}

/// The answer to extra work; the code for it is loaded if it is not there yet.
///
/// # Panics
/// If the code cannot be loaded or does not understand the work: the page hears the reason and
/// starts another worker.
#[allow(clippy::panic, reason = "the page is told by the panic hook")]
async fn answer_extra(kept: &RefCell<Option<Box<dyn Answer>>>, work: &[u8]) -> Packed {
    /// Milliseconds that one answer may take, so that other work never waits long.
    const SLICE: f64 = 30.0;
    if kept.borrow().is_none() {
        let Ok(loaded) = later::load_work().await else {
            panic!("a part of its code could not be downloaded");
        };
        *kept.borrow_mut() = Some(loaded);
    }
    let start = now();
    let answer =
        (kept.borrow_mut().as_mut()).map(|extra| extra.answer(work, &|| now() - start < SLICE));
    match answer {
        Some(Ok(reply)) => reply,
        _ => panic!("{MIXED}"),
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
        let fresh = || (options.clone(), Session::new(options.clone()));
        let (kept, session) = self.sessions.entry(path.to_owned()).or_insert_with(fresh);
        if *kept != options {
            *session = Session::new(options.clone());
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
    Workshop::registrar().encoding::<Postcard>().register();
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

/// How messages cross.
struct Postcard;

#[allow(
    clippy::expect_used,
    reason = "a message that cannot be read is told like any other failure"
)]
impl Codec for Postcard {
    fn encode<I: Serialize>(message: I) -> JsValue {
        Uint8Array::from(later::pack(&message).as_slice()).into()
    }

    fn decode<O: for<'de> Deserialize<'de>>(message: JsValue) -> O {
        let bytes = Uint8Array::from(message).to_vec();
        later::unpack(&bytes).expect("a message of this version")
    }
}

/// The page's end of one worker. Dropping it stops the worker at once.
pub struct Link {
    bridge: Option<Rc<WorkerBridge<Workshop>>>,
    died: Rc<dyn Fn(String)>,
    _last_words: Option<LastWords>,
}

impl Link {
    /// Starts a worker. `hear` gets its answers, `died` its last words.
    pub fn start(hear: impl Fn(Response) + 'static, died: impl Fn(String) + 'static) -> Self {
        let channel = format!("leaklab-{:x}", (js_sys::Math::random() * 9e15) as u64);
        let address = format!("{}?channel={channel}", bridge::address("worker"));
        let (hear, died): (Rc<_>, Rc<dyn Fn(String)>) = (Rc::new(hear), Rc::new(died));
        let told = Rc::clone(&died);
        let last_words = LastWords::listen(&channel, move |words| told(words));
        let told = Rc::clone(&died);
        let bridge = Workshop::spawner()
            .callback(move |response: Response<Packed>| {
                let (hear, told) = (Rc::clone(&hear), Rc::clone(&told));
                spawn_local(async move {
                    match opened(response).await {
                        Ok(response) => hear(response),
                        Err(words) => told(words),
                    }
                });
            })
            .encoding::<Postcard>()
            .as_module(true)
            .with_loader(true)
            .spawn(&address);
        Self {
            bridge: Some(Rc::new(bridge)),
            died,
            _last_words: last_words,
        }
    }

    /// Sends a request.
    pub fn send(&self, request: Request) {
        let Some(bridge) = self.bridge.as_ref().map(Rc::downgrade) else {
            return;
        };
        let died = Rc::clone(&self.died);
        spawn_local(async move {
            let closed = closed(request).await;
            match (closed, bridge.upgrade()) {
                (Ok(request), Some(bridge)) => bridge.send(request),
                (Err(words), Some(_)) => died(words),
                // Another worker has been started; it was sent what is still wanted.
                (_, None) => {}
            }
        });
    }
}

/// A request with its extra work packed. The code that packs comes with the pages that ask.
async fn closed(request: Request) -> Result<Request<Packed>, String> {
    let Request { id, job } = request;
    let job = match job {
        Job::Extra(extra) => {
            let pages = later::load_pages()
                .await
                .map_err(|error| error.to_string())?;
            Job::Extra((pages.pack)(&extra))
        }
        Job::Hello => Job::Hello,
        Job::Check {
            path,
            text,
            options,
        } => Job::Check {
            path,
            text,
            options,
        },
        Job::Fail(failure) => Job::Fail(failure),
    };
    Ok(Request { id, job })
}

/// A response with its extra answer unpacked.
async fn opened(response: Response<Packed>) -> Result<Response, String> {
    let Response { id, last, reply } = response;
    let reply = match reply {
        Reply::Extra(packed) => {
            let pages = later::load_pages()
                .await
                .map_err(|error| error.to_string())?;
            let reply = (pages.unpack)(&packed).map_err(|Unreadable| MIXED.to_owned())?;
            Reply::Extra(reply)
        }
        Reply::Hello(version) => Reply::Hello(version),
        Reply::Checked { report, took } => Reply::Checked { report, took },
    };
    Ok(Response { id, last, reply })
}

/// What is said when a message cannot be read.
const MIXED: &str = "the page and its worker are not of the same version";

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
