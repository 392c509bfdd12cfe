//! What happens after a panic: on the page, a notice outside Yew; in the worker, a last message.
//!
//! gloo-worker does not tell the page that its worker has died, so the worker says it on a
//! `BroadcastChannel` whose name only this page and this worker know.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, DedicatedWorkerGlobalScope, MessageEvent};

/// On the page: a panic shows a notice, since nothing of the app can be trusted any more. Yew would
/// replace a hook set in the usual way.
pub fn watch_page() {
    yew::set_custom_panic_hook(Box::new(|info| super::bridge::broken(&info.to_string())));
}

/// Panics, so that what a reader sees then can be tried (`?debug`).
#[allow(
    clippy::panic,
    reason = "this is the panic that the notice is tried with"
)]
pub fn panic_here() {
    panic!("a failure of the page on purpose");
}

/// In the worker: a panic, and any other error nobody caught, is told to the page.
pub fn watch_worker() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let Some(name) = channel_name(&scope) else {
        return;
    };
    let Ok(channel) = BroadcastChannel::new(&name) else {
        return;
    };
    let panicked = channel.clone();
    std::panic::set_hook(Box::new(move |info| say(&panicked, &info.to_string())));
    let uncaught = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let reason = ["reason", "error", "message"].iter().find_map(|key| {
            Reflect::get(&event, &JsValue::from_str(key))
                .ok()
                .filter(JsValue::is_truthy)
        });
        let text = reason.map_or_else(
            || "an error without words".to_owned(),
            |reason| describe(&reason),
        );
        say(&channel, &text);
    });
    for event in ["error", "unhandledrejection"] {
        let listener = uncaught.as_ref().unchecked_ref();
        // A scope that refuses listeners has nobody to tell; the page's alarm still rings.
        let _ = scope.add_event_listener_with_callback(event, listener);
    }
    uncaught.forget();
}

/// Listens on the page to a worker's last words, until dropped.
pub struct LastWords {
    channel: BroadcastChannel,
    _listener: Closure<dyn Fn(MessageEvent)>,
}

impl LastWords {
    /// Listens on the channel of that name; `None` in browsers without channels.
    pub fn listen(name: &str, hear: impl Fn(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            hear(event.data().as_string().unwrap_or_default());
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self {
            channel,
            _listener: listener,
        })
    }
}

impl Drop for LastWords {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

fn say(channel: &BroadcastChannel, text: &str) {
    // Nothing can be done about a channel that is closed: the page's alarm still rings.
    let _ = channel.post_message(&JsValue::from_str(text));
}

/// The `channel` in the worker's own address.
fn channel_name(scope: &DedicatedWorkerGlobalScope) -> Option<String> {
    let query = web_sys::UrlSearchParams::new_with_str(&scope.location().search()).ok()?;
    query.get("channel")
}

fn describe(error: &JsValue) -> String {
    let stack = Reflect::get(error, &JsValue::from_str("stack"))
        .ok()
        .and_then(|stack| stack.as_string());
    stack
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}
