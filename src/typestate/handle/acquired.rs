//! What is acquired, as the catalogue or the file has it.

use crate::resources::{Form, Handle};

/// What a step acquires.
#[derive(Clone, Copy, Debug)]
pub struct Acquired<'a> {
    /// The handle.
    pub handle: &'a Handle,
    /// The callable that gives it, by the name people know.
    pub name: &'a str,
    /// How it gives it.
    pub form: Form,
    /// The other handle that the same call gives.
    pub sibling: Option<&'a Handle>,
    /// Whether Python does not warn when it is dropped, though it does of others of its class.
    pub silent: bool,
    /// Whether the step gives something to await, and the handle is there after that.
    pub awaited: bool,
    /// Whether releasing the object whose method gave it releases it.
    pub ends_with_maker: bool,
    /// Whether it may give `None` instead.
    pub or_none: bool,
}

impl<'a> Acquired<'a> {
    /// What is given by a name of this file.
    pub fn here(handle: &'a Handle, name: &'a str, form: Form) -> Self {
        Self {
            handle,
            name,
            form,
            sibling: None,
            silent: false,
            awaited: false,
            ends_with_maker: false,
            or_none: false,
        }
    }

    /// The warning Python gives when it is dropped; empty when there is none.
    pub fn warns(&self) -> &'a str {
        if self.silent { "" } else { &self.handle.warns }
    }
}

/// Which of the handles that a call gives is followed, or how one comes to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The one that it is called for.
    First,
    /// The one that comes with it.
    Second,
    /// One of a collection that a function is given.
    Among,
}
