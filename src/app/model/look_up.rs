//! The Reference page: its content once the worker has put it together. What is searched for stands
//! in the address.

use super::queue::Lane;
use super::{Effect, Model};
use crate::protocol::{Extra, Job};
use crate::reference::Reference;
use crate::reference::search::{Found, Index};
use std::rc::Rc;

/// The page's state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookUp {
    /// The content.
    pub content: Content,
}

/// The content of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// Not asked for yet.
    #[default]
    Unasked,
    /// On its way.
    Coming,
    /// Here.
    Here(Rc<Shelf>),
    /// The worker failed.
    Failed,
}

/// The reference, made findable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    /// The reference.
    pub reference: Reference,
    index: Index,
}

/// Whoever has compared two shelves has compared what they were made of. (That this is told makes
/// comparing one with itself cheap.)
impl Eq for Shelf {}

/// What can happen on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Msg {
    /// The page is shown.
    Visit,
}

impl LookUp {
    pub(super) fn found(&mut self, reference: Reference) {
        self.content = Content::Here(Rc::new(Shelf::new(reference)));
    }

    pub(super) fn failed(&mut self) {
        if self.content == Content::Coming {
            self.content = Content::Failed;
        }
    }

    /// The reference, once it is here.
    pub fn shelf(&self) -> Option<&Rc<Shelf>> {
        match &self.content {
            Content::Here(shelf) => Some(shelf),
            Content::Unasked | Content::Coming | Content::Failed => None,
        }
    }
}

impl Shelf {
    /// Makes a reference findable.
    pub fn new(reference: Reference) -> Self {
        let index = Index::of(&reference);
        Self { reference, index }
    }

    /// Searches.
    pub fn search(&self, query: &str) -> Found {
        self.index.search(query)
    }

    /// What comes nearest to an address that leads to nothing.
    pub fn nearest(&self, id: &str) -> Found {
        self.index.nearest(id)
    }
}

impl Model {
    pub(super) fn update_look_up(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Visit => {
                if matches!(self.look_up.content, Content::Unasked | Content::Failed) {
                    self.look_up.content = Content::Coming;
                    self.work(effects, |queue, work| {
                        queue.submit(Lane::Reference, Job::Extra(Extra::Reference), work);
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_for_once() {
        let mut model = Model::default();
        let mut effects = Vec::new();
        model.update_look_up(Msg::Visit, &mut effects);
        let asked = effects.len();
        assert!(asked > 0);
        model.update_look_up(Msg::Visit, &mut effects);
        assert_eq!(effects.len(), asked);
        model.look_up.failed();
        model.update_look_up(Msg::Visit, &mut effects);
        assert_eq!(model.look_up.content, Content::Coming);
    }
}
