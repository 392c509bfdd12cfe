//! What is kept between visits. Every failure is an answer, never an error: storage can be full,
//! forbidden, or hold what another version has written.

use gloo::storage::{LocalStorage, Storage};

/// Where the draft of the Check page is kept.
pub const DRAFT: &str = "leaklab.draft";

/// The text kept under a key.
pub fn get(key: &str) -> Option<String> {
    LocalStorage::raw().get_item(key).ok().flatten()
}

/// Keeps a text under a key; tells whether the browser did.
pub fn keep(key: &str, text: &str) -> Result<(), NotKept> {
    LocalStorage::raw().set_item(key, text).map_err(|_| NotKept)
}

/// The browser would not keep it: no room, or not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept;
