//! The worker: what runs beside the page and answers it.

use super::later::{self, Answer};
use crate::check::{Options, Session};
use crate::protocol::{self, Extra, ExtraReply, Failure, Job, Reply, Request, Response};
use crate::report::FileReport;
use gloo::worker::{Codec, HandlerId, Registrable, Worker, WorkerScope};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use yew::platform::spawn_local;

/// The worker's state: files and runs that live as long as it does.
pub struct Workshop {
    files: HashMap<String, File>,
    extras: Rc<RefCell<Option<Box<dyn Answer>>>>,
}

/// A file, and what is known of it.
struct File {
    options: Options,
    session: Session,
    /// The last text with its report.
    last: (String, FileReport),
}

impl File {
    fn new(options: Options) -> Self {
        Self {
            session: Session::new(options.clone()),
            options,
            last: Default::default(),
        }
    }

    /// The whole report of a text.
    fn check(&mut self, path: &str, text: String) -> &FileReport {
        let report = self.session.check(path, &text);
        self.last = (text, report);
        &self.last.1
    }
}

impl Worker for Workshop {
    type Message = ();
    type Input = Request;
    type Output = Response;

    fn create(_: &WorkerScope<Self>) -> Self {
        Self {
            files: HashMap::new(),
            extras: Rc::default(),
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
                let file = self.file(&path, options);
                // Findings first; fixes and the simulator's paths take longer.
                let report = file.session.sketch(&path, &text);
                let took = now() - start;
                answer(Reply::Checked { report, took }, false);
                let report = file.check(&path, text).clone();
                answer(Reply::Checked { report, took }, true);
            }
            Job::Repair {
                path,
                text,
                options,
            } => {
                let file = self.file(&path, options.clone());
                // A worker that was started anew has not seen it.
                if file.last.0 != text {
                    file.check(&path, text);
                }
                let ((text, report), scope) = (file.last.clone(), scope.clone());
                spawn_local(async move {
                    // Without the code nothing is offered; the next text asks for it again.
                    let repairs = later::load_together().await.map_or_else(
                        |_| Vec::new(),
                        |together| together(&Session::new(options), &path, &text, &report),
                    );
                    let (reply, last) = (Reply::Repaired(repairs), true);
                    scope.respond(asker, Response { id, last, reply });
                });
            }
            Job::Fail(failure) => fail(failure),
            Job::Extra(work) => {
                let (extras, scope) = (Rc::clone(&self.extras), scope.clone());
                spawn_local(async move {
                    let answered = answer_extra(&extras, work).await;
                    let reply = answered.map_or(Reply::NotLoaded, Reply::Extra);
                    let last = true;
                    scope.respond(asker, Response { id, last, reply });
                });
            }
        }
    }
}

/// The answer to extra work; the code for it is loaded if it is not there yet. Nothing if it cannot be.
async fn answer_extra(
    extras: &RefCell<Option<Box<dyn Answer>>>,
    work: Extra,
) -> Option<ExtraReply> {
    /// Milliseconds that one answer may take, so that other work never waits long.
    const SLICE: f64 = 30.0;
    if extras.borrow().is_none() {
        let loaded = later::load_work().await.ok()?;
        *extras.borrow_mut() = Some(loaded);
    }
    let start = now();
    let mut extras = extras.borrow_mut();
    (extras.as_mut()).map(|extras| extras.answer(work, &|| now() - start < SLICE))
}

impl Workshop {
    /// What is known of a file; nothing if its options have changed.
    fn file(&mut self, path: &str, options: Options) -> &mut File {
        /// Files kept; a page has one file, lessons have a few.
        const MOST: usize = 8;
        if self.files.len() >= MOST && !self.files.contains_key(path) {
            self.files.clear();
        }
        let fresh = || File::new(options.clone());
        let file = self.files.entry(path.to_owned()).or_insert_with(fresh);
        if file.options != options {
            *file = File::new(options);
        }
        file
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

/// How messages cross between page and worker.
pub struct Postcard;

#[allow(
    clippy::expect_used,
    reason = "a message that cannot be read is told like any other failure"
)]
impl Codec for Postcard {
    fn encode<I: Serialize>(message: I) -> JsValue {
        // None of ours can fail: they are plain data, and the memory grows.
        let bytes = postcard::to_allocvec(&message).unwrap_or_default();
        Uint8Array::from(bytes.as_slice()).into()
    }

    fn decode<O: for<'de> Deserialize<'de>>(message: JsValue) -> O {
        let bytes = Uint8Array::from(message).to_vec();
        postcard::from_bytes(&bytes).expect("a message of this version")
    }
}
