//! Everything that touches the browser: the worker, storage, the clipboard, the editor, time.

pub mod bridge;
pub mod dom;
pub mod editor;
pub mod failure;
pub mod fetch;
pub mod storage;
pub mod worker;
