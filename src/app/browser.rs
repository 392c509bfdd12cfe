//! Everything that touches the browser: the engine and its worker, storage, the clipboard, the editor, time.

pub mod bridge;
pub mod calendar;
pub mod dom;
pub mod download;
pub mod editor;
pub mod engine;
pub mod failure;
pub mod fetch;
pub mod files;
pub mod form;
pub mod link;
pub mod paper;
pub mod plot;
pub mod pointer;
pub mod rescue;
pub mod scroll;
pub mod storage;
pub mod terms;
pub mod ticker;
pub mod watch;

pub use gloo::timers::callback::Timeout;
pub use web_sys::Element;
