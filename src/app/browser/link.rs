//! The page's end of a worker.
//!
//! A worker is given its module first, then requests as bytes. It answers in bytes; a text
//! from it are its last words. Its errors that it cannot tell itself are told by the browser.

use super::Timeout;
use super::bridge;
use super::engine::{Module, name};
use crate::protocol::{self, Job, Reply, Request, Response, Worker as Which, encode};
use js_sys::Uint8Array;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

/// One worker. Dropping it stops the worker at once, whatever it is doing.
pub struct Link {
    worker: Worker,
    _heard: Closure<dyn Fn(MessageEvent)>,
    _erred: Closure<dyn Fn(Event)>,
}

/// Milliseconds a worker's own last words, which say where it stopped, have to come first.
const LAST_WORDS: u32 = 300;

impl Link {
    /// Starts a worker. `hear` gets its answers, `died` why it has stopped; that may be told twice.
    ///
    /// # Errors
    /// In browsers without workers, in words.
    pub fn start(
        which: Which,
        module: &Module,
        hear: impl Fn(Response) + 'static,
        died: impl Fn(String) + 'static,
    ) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(
            &bridge::address(&format!("{}-worker", name(which))),
            &options,
        )
        .map_err(|error| super::failure::words(&error))?;
        let died = Rc::new(died);
        let last_words = Rc::clone(&died);
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let said = event.data();
            match said.as_string() {
                Some(words) => last_words(words),
                None => match decode(which, &Uint8Array::new(&said).to_vec()) {
                    Ok(response) => hear(response),
                    Err(error) => last_words(format!("An answer that cannot be read: {error}")),
                },
            }
        });
        // A script that did not load is an event without a message.
        let erred = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let died = Rc::clone(&died);
            match super::failure::message(&event) {
                None => died("The script of the worker did not load.".to_owned()),
                Some(message) => {
                    Timeout::new(LAST_WORDS, move || died(message)).forget();
                }
            }
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(erred.as_ref().unchecked_ref()));
        let link = Self {
            worker,
            _heard: heard,
            _erred: erred,
        };
        link.post(&module.0);
        Ok(link)
    }

    /// Sends a request.
    pub fn send(&self, request: &Request) {
        let id = request.id;
        let bytes = match &request.job {
            Job::Extra(job) => encode(&Request { id, job }),
            Job::Judge(job) => encode(&Request { id, job }),
            job => encode(&Request { id, job }),
        };
        self.post(&Uint8Array::from(bytes.as_slice()));
    }

    fn post(&self, message: &JsValue) {
        // What cannot be sent is missed by the queue's alarm.
        let _ = self.worker.post_message(message);
    }
}

/// What a worker has answered.
fn decode(which: Which, bytes: &[u8]) -> Result<Response, postcard::Error> {
    match which {
        Which::Engine => protocol::decode(bytes),
        Which::Helper => {
            let Response { id, last, reply } = protocol::decode(bytes)?;
            let reply = Reply::Extra(reply);
            Ok(Response { id, last, reply })
        }
        Which::Judge => {
            let Response { id, last, reply } = protocol::decode(bytes)?;
            let reply = Reply::Judged(reply);
            Ok(Response { id, last, reply })
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
