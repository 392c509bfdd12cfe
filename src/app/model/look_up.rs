//! The Reference page: its content once the worker has put it together, and what is searched for.

use super::queue::Lane;
use super::{Effect, Model};
use crate::protocol::{Extra, Job};
use crate::reference::Reference;
use std::rc::Rc;

/// The page's state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LookUp {
    /// The content.
    pub content: Content,
    /// What is searched for.
    pub query: String,
}

/// The content of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// Not asked for yet.
    #[default]
    Unasked,
    /// On its way.
    Coming,
    /// Here.
    Here(Rc<Reference>),
    /// The worker failed.
    Failed,
}

/// What can happen on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Msg {
    /// The page is shown.
    Visit,
    /// Search for this.
    Search(String),
}

impl LookUp {
    pub(super) fn found(&mut self, reference: Reference) {
        self.content = Content::Here(Rc::new(reference));
    }

    pub(super) fn failed(&mut self) {
        if self.content == Content::Coming {
            self.content = Content::Failed;
        }
    }

    /// The reference, cut down to what matches the search: every word of the query somewhere in an
    /// entry's own words. None until it is here.
    pub fn matches(&self) -> Option<Reference> {
        let Content::Here(reference) = &self.content else {
            return None;
        };
        let words: Vec<String> = self
            .query
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let has = |texts: &[&str]| {
            let text = texts.join("\n").to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let mut found = Reference::clone(reference);
        found
            .rules
            .retain(|rule| has(&[&rule.id, &rule.title, &rule.text]));
        found.resources.retain(|resource| {
            let names = resource.ways.iter().flat_map(|way| &way.names);
            let names: Vec<&str> = names.map(String::as_str).collect();
            let (names, release) = (names.join(" "), resource.release.join(" "));
            has(&[
                &resource.kind,
                &resource.class,
                &names,
                &release,
                &resource.dropped,
                &resource.warns,
                &resource.ends_in,
                &resource.leak_class,
            ])
        });
        found
            .errors
            .retain(|error| has(&[&error.title, &error.text]));
        found.words.retain(|word| has(&[&word.title, &word.text]));
        Some(found)
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
            Msg::Search(query) => self.look_up.query = query,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::reference;

    fn searched(query: &str) -> Reference {
        let mut page = LookUp::default();
        page.found(reference());
        page.query = query.to_owned();
        page.matches().unwrap()
    }

    #[test]
    fn every_word_must_be_there() {
        let all = searched("");
        assert_eq!(all, reference());
        let sqlite = searched("SQLITE3 connect");
        assert!(
            sqlite
                .resources
                .iter()
                .any(|each| each.class == "sqlite3.Connection")
        );
        assert!(sqlite.resources.len() < all.resources.len());
        let nothing = searched("sqlite3 zebra");
        assert!(nothing.rules.is_empty() && nothing.resources.is_empty());
    }

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
