//! The drafts of the Check page. Nothing takes the place of a text: whatever is opened is opened
//! beside it, whatever another tab has written is offered.

pub mod names;
mod steps;
pub mod stored;

use super::examples::EXAMPLES;
use std::rc::Rc;
pub use stored::{Keep, Naming, Stored};

/// The drafts of this tab.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drafts {
    /// All of them; there is always one.
    pub list: Vec<Draft>,
    /// The slot of the one in the editor.
    pub active: u32,
    /// What was deleted and can be brought back, the last at the end, each with where it stood.
    pub deleted: Vec<(usize, Rc<Draft>)>,
    /// How many stored entries could not be read.
    pub unread: usize,
    /// What stamps and ids of this tab begin with.
    tab: Rc<str>,
    /// Counts slots, ids and stamps.
    count: u32,
    /// The slot of the draft that an earlier version has left.
    old: Option<u32>,
}

/// One draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Its number in this tab.
    pub slot: u32,
    /// Its name.
    pub name: Rc<str>,
    /// The text, lines ending in `\n`.
    pub text: Rc<str>,
    /// Whether the text will be here on the next visit.
    pub fate: Fate,
    /// What another tab has written in its place.
    pub newer: Option<Rc<Stored>>,
    id: Rc<str>,
    naming: Naming,
    stamp: Option<Rc<str>>,
    /// Name and text before the name followed the text last, so that undo brings both back.
    before: Option<(Rc<str>, Rc<str>)>,
}

/// Whether a text will be here on the next visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing has been changed: it is an example.
    Untouched,
    /// It has changed; the text is not taken yet.
    Changed,
    /// The browser was asked to keep it, under this stamp.
    Asked(Rc<str>),
    /// It will: the browser has it.
    Kept,
    /// It is longer than what a browser lets a page keep.
    TooLong,
    /// The browser would not keep it.
    Refused,
    /// Another tab has deleted it; here it still is.
    DeletedElsewhere,
}

/// What earlier visits have left, and what this one is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// A number that no other tab has.
    pub tab: u32,
    /// The index.
    pub index: Option<String>,
    /// The id of the draft that this tab had open.
    pub active: Option<String>,
    /// The entries: ids, and what is stored.
    pub entries: Vec<(String, String)>,
    /// The one draft of an earlier version.
    pub old: Option<String>,
}

/// What the store must do for the drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Store this, or tell what somebody else has stored there.
    Keep(Keep),
    /// Remove the entry of that id.
    Remove(Rc<str>),
    /// Store the index.
    Index(String),
    /// Remember for this tab that the draft of that id is open.
    Active(Rc<str>),
    /// Put an entry where nothing reads it.
    SetAside(String),
    /// Put the one draft of an earlier version where nothing reads it.
    SetOldAside,
    /// Remove the one draft of an earlier version.
    ForgetOld,
}

/// What can happen to the drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Msg {
    /// Begin an empty one.
    New,
    /// Open one of the list.
    Open(u32),
    /// Give the open one a name.
    Rename(String),
    /// Delete one.
    Delete(u32),
    /// Bring the one deleted last back.
    Undelete,
    /// Nothing more about what was deleted.
    Dismiss,
    /// The browser has stored one, under this stamp.
    Stored(u32, Rc<str>),
    /// The browser would not store one.
    Refused(u32),
    /// Another tab has written an entry, or deleted it.
    Elsewhere(String, Option<String>),
    /// Everything that was stored is gone.
    Cleared,
    /// Put what another tab has written into the editor.
    TakeNewer,
    /// Go on with this text as a draft of its own.
    KeepMine,
}

/// Longest text kept, in bytes. Browsers give a page about five megabytes, at two bytes a character.
const MOST: usize = 1_000_000;

impl Drafts {
    /// The drafts that earlier visits have left; the first example if there are none.
    pub fn open(left: &Left, errands: &mut Vec<Errand>) -> Self {
        let mut drafts = Self {
            tab: format!("{:x}.", left.tab).into(),
            ..Self::default()
        };
        let (last, order) = stored::read_index(left.index.as_deref().unwrap_or_default());
        let place = |id: &str| order.iter().position(|other| *other == id);
        let mut entries: Vec<&(String, String)> = left.entries.iter().collect();
        entries.sort_by_cached_key(|(id, _)| (place(id).unwrap_or(usize::MAX), id.clone()));
        for (id, entry) in entries {
            match Stored::read(entry).filter(|_| stored::is_word(id)) {
                Some(stored) => drafts.receive(id.as_str().into(), stored),
                None => {
                    drafts.unread += 1;
                    errands.push(Errand::SetAside(id.clone()));
                }
            }
        }
        if let Some(old) = &left.old {
            drafts.migrate(old, errands);
        }
        if let (true, Some(first)) = (drafts.list.is_empty(), EXAMPLES.first()) {
            drafts.add(first.file, first.text.into(), Naming::Auto);
        }
        let wanted = [left.active.as_deref(), last];
        let found = wanted
            .into_iter()
            .flatten()
            .find_map(|id| drafts.list.iter().find(|draft| &*draft.id == id));
        let active = found.or(drafts.list.last()).map(|draft| draft.slot);
        drafts.active = drafts.old.or(active).unwrap_or_default();
        // From now on this tab has its own, whatever others use last.
        let open = drafts.active().map(|draft| Rc::clone(&draft.id));
        errands.extend(open.map(Errand::Active));
        drafts
    }

    /// The one in the editor.
    pub fn active(&self) -> Option<&Draft> {
        self.find(self.active)
    }

    /// Opens a text beside the others; one that is already there is not opened twice.
    pub fn open_beside(
        &mut self,
        name: &str,
        text: Rc<str>,
        naming: Naming,
        errands: &mut Vec<Errand>,
    ) {
        // A file of the reader's has its own name; an example may have been renamed since.
        let is_it =
            |draft: &&Draft| draft.text == text && (naming == Naming::Auto || *draft.name == *name);
        let same = self.list.iter().find(is_it);
        self.active = match same.filter(|_| !text.is_empty()) {
            Some(draft) => draft.slot,
            None => self.add(name, text, naming),
        };
        for slot in self.untouched() {
            self.keep(slot, errands);
        }
        self.keep_index(errands);
    }

    /// The text of a draft has changed, and is about to be told.
    pub fn edited(&mut self) {
        if let Some(draft) = self.find_mut(self.active) {
            draft.fate = Fate::Changed;
        }
    }

    /// Takes the text of a draft. Answers what became of another tab's text, if there was one.
    pub fn take(&mut self, slot: u32, text: &Rc<str>, errands: &mut Vec<Errand>) -> Option<String> {
        let has_newer = self.find(slot).is_some_and(|draft| draft.newer.is_some());
        let said = has_newer.then(|| self.keep_mine(slot, errands)).flatten();
        self.follow(slot, text);
        if let Some(draft) = self.find_mut(slot) {
            draft.text = Rc::clone(text);
            let is_first = draft.stamp.is_none();
            self.keep(slot, errands);
            if is_first {
                self.keep_index(errands);
            }
        }
        said
    }

    /// Examples in which nothing was changed, which are not stored until something stands beside them.
    fn untouched(&self) -> Vec<u32> {
        let untouched = |draft: &&Draft| draft.fate == Fate::Untouched;
        self.list
            .iter()
            .filter(untouched)
            .map(|draft| draft.slot)
            .collect()
    }

    fn find(&self, slot: u32) -> Option<&Draft> {
        self.list.iter().find(|draft| draft.slot == slot)
    }

    fn find_mut(&mut self, slot: u32) -> Option<&mut Draft> {
        self.list.iter_mut().find(|draft| draft.slot == slot)
    }

    fn next(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    /// An id or a stamp that nobody else has.
    fn fresh(&mut self) -> Rc<str> {
        let number = self.next();
        format!("{}{number:x}", self.tab).into()
    }

    /// A name that no draft has but, perhaps, this one.
    fn free(&self, name: &str, slot: u32) -> Rc<str> {
        let others = || self.list.iter().filter(|draft| draft.slot != slot);
        names::free(name, |name| others().any(|draft| &*draft.name == name)).into()
    }

    fn add(&mut self, name: &str, text: Rc<str>, naming: Naming) -> u32 {
        let (slot, id) = (self.next(), self.fresh());
        let name = names::clean(name).unwrap_or_else(|| names::PLAIN.into());
        let name = self.free(&name, slot);
        self.list.push(Draft {
            slot,
            name,
            text,
            fate: Fate::Untouched,
            newer: None,
            id,
            naming,
            stamp: None,
            before: None,
        });
        slot
    }

    /// A draft that is stored already.
    fn receive(&mut self, id: Rc<str>, stored: Stored) {
        let slot = self.next();
        self.list.push(Draft {
            slot,
            name: stored.name,
            text: stored.text,
            fate: Fate::Kept,
            newer: None,
            id,
            naming: stored.naming,
            stamp: Some(stored.stamp),
            before: None,
        });
    }

    /// The one draft of an earlier version becomes one of the list.
    fn migrate(&mut self, old: &str, errands: &mut Vec<Errand>) {
        let Some((name, text)) = stored::read_old(old) else {
            self.unread += 1;
            errands.push(Errand::SetOldAside);
            return;
        };
        if self.list.iter().any(|draft| draft.text == text) {
            errands.push(Errand::ForgetOld);
        } else {
            let slot = self.add(&name, text, Naming::Auto);
            self.old = Some(slot);
            self.keep(slot, errands);
        }
    }

    /// The name of a draft follows what it holds, unless somebody chose it. A text that comes back
    /// has its name back.
    fn follow(&mut self, slot: u32, text: &Rc<str>) {
        let Some(draft) = self.find(slot).filter(|draft| draft.naming == Naming::Auto) else {
            return;
        };
        let name = match &draft.before {
            Some((name, before)) if before == text => Some(name.to_string()),
            _ => names::following(&draft.text, text),
        };
        let Some(name) = name else { return };
        let name = self.free(&name, slot);
        if let Some(draft) = self.find_mut(slot).filter(|draft| draft.name != name) {
            let was = std::mem::replace(&mut draft.name, name);
            draft.before = Some((was, Rc::clone(&draft.text)));
        }
    }

    /// Asks for a draft to be stored, if it can be.
    fn keep(&mut self, slot: u32, errands: &mut Vec<Errand>) {
        let (stamp, tab) = (self.fresh(), Rc::clone(&self.tab));
        let Some(draft) = self.find_mut(slot) else {
            return;
        };
        if draft.text.len() > MOST {
            draft.fate = Fate::TooLong;
            return;
        }
        draft.fate = Fate::Asked(Rc::clone(&stamp));
        errands.push(Errand::Keep(Keep {
            slot,
            id: Rc::clone(&draft.id),
            base: draft.stamp.clone(),
            tab,
            stored: Stored {
                stamp,
                naming: draft.naming,
                name: Rc::clone(&draft.name),
                text: Rc::clone(&draft.text),
            },
        }));
    }

    /// Stores which drafts there are, and which one is open.
    fn keep_index(&self, errands: &mut Vec<Errand>) {
        if let Some(active) = self.active() {
            let ids = self.list.iter().map(|draft| &*draft.id);
            errands.push(Errand::Index(stored::index(&active.id, ids)));
            errands.push(Errand::Active(Rc::clone(&active.id)));
        }
    }
}

#[cfg(test)]
mod tests;
