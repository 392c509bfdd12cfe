//! The Reference page: its content, a file that is fetched when the page is first opened. What is
//! searched for stands in the address.

use super::{Effect, Model};
use crate::protocol::decode;
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
    /// It did not arrive.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Msg {
    /// The page is shown, or what did not arrive is wanted again.
    Visit,
    /// The file has come, or why it has not.
    Fetched(Result<Vec<u8>, String>),
}

impl LookUp {
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
                    effects.push(Effect::FetchReference);
                }
            }
            Msg::Fetched(file) => {
                let read = file.ok().and_then(|bytes| decode(&bytes).ok());
                self.look_up.content = read.map_or(Content::Failed, |reference| {
                    Content::Here(Rc::new(Shelf::new(reference)))
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::encode;
    use crate::reference::reference;

    #[test]
    fn it_is_asked_for_once_and_again_when_it_did_not_arrive() {
        let mut model = Model::default();
        let mut effects = Vec::new();
        for _ in 0..2 {
            model.update_look_up(Msg::Visit, &mut effects);
        }
        assert_eq!(effects, [Effect::FetchReference]);
        for broken in [Err("offline".to_owned()), Ok(b"<!doctype html>".to_vec())] {
            model.update_look_up(Msg::Fetched(broken), &mut effects);
            assert_eq!(model.look_up.content, Content::Failed);
        }
        model.update_look_up(Msg::Visit, &mut effects);
        assert_eq!(effects.len(), 2);
        let file = encode(&reference());
        model.update_look_up(Msg::Fetched(Ok(file)), &mut effects);
        let shelf = model.look_up.shelf().expect("a shelf");
        assert_eq!(shelf.reference, reference());
    }
}
