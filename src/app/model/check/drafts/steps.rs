//! What becomes of the drafts with each message.

use super::super::super::{Effect, Model};
use super::super::{Analysis, Order};
use super::{Draft, Drafts, Errand, Fate, Msg, Naming, Stored, names};
use std::rc::Rc;

impl Model {
    pub(crate) fn update_drafts(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        let drafts = &mut self.check.drafts;
        let mut errands = Vec::new();
        let before = drafts.active;
        let mut said = None;
        match msg {
            Msg::New => {
                drafts.active = drafts.add(names::PLAIN, "".into(), Naming::Auto);
                drafts.keep(drafts.active, &mut errands);
                drafts.keep_index(&mut errands);
            }
            Msg::Open(slot) => {
                if drafts.find(slot).is_some() {
                    drafts.active = slot;
                    drafts.keep_index(&mut errands);
                }
            }
            Msg::Rename(name) => {
                drafts.rename(&name, &mut errands);
                self.rename_check(effects);
            }
            Msg::Delete(slot) => drafts.delete(slot, &mut errands),
            Msg::Undelete => drafts.undelete(&mut errands),
            Msg::Dismiss => drafts.deleted.clear(),
            Msg::Stored(slot, stamp) => drafts.stored(slot, &stamp, &mut errands),
            Msg::Refused(slot) => {
                if let Some(draft) = drafts.find_mut(slot) {
                    draft.fate = Fate::Refused;
                }
            }
            Msg::Elsewhere(id, entry) => {
                drafts.elsewhere(id.into(), entry.as_deref(), &mut errands);
            }
            Msg::Cleared => drafts.cleared(),
            Msg::TakeNewer => {
                if drafts.take_newer() {
                    self.take_newer(effects);
                }
            }
            Msg::KeepMine => {
                said = drafts.keep_mine(drafts.active, &mut errands);
                self.rename_check(effects);
            }
        }
        effects.extend(errands.into_iter().map(Effect::Drafts));
        if self.check.drafts.active != before {
            self.show_draft(effects);
        }
        if let Some(said) = said {
            self.say(said);
        }
    }

    /// Opens a text beside the drafts, and shows it.
    pub(crate) fn open_draft(
        &mut self,
        name: &str,
        text: &str,
        naming: Naming,
        effects: &mut Vec<Effect>,
    ) {
        let text: Rc<str> = text.replace("\r\n", "\n").replace('\r', "\n").into();
        let mut errands = Vec::new();
        let before = self.check.drafts.active;
        let drafts = &mut self.check.drafts;
        drafts.open_beside(name, text, naming, &mut errands);
        effects.extend(errands.into_iter().map(Effect::Drafts));
        if self.check.drafts.active != before {
            self.show_draft(effects);
        }
    }

    /// Shows the open draft in the editor, and has it analysed. What was found in another is not its.
    fn show_draft(&mut self, effects: &mut Vec<Effect>) {
        let check = &mut self.check;
        if let Some(draft) = check.drafts.active() {
            (check.path, check.text) = (Rc::clone(&draft.name), Rc::clone(&draft.text));
        }
        check.analysis = Analysis::Idle;
        check.preview = None;
        check.chosen = None;
        check.cell = None;
        check.step = 0;
        self.submit_check(effects);
    }

    /// What is found is said of the file's name, too.
    fn rename_check(&mut self, effects: &mut Vec<Effect>) {
        let name = self
            .check
            .drafts
            .active()
            .map(|draft| Rc::clone(&draft.name));
        if let Some(name) = name.filter(|name| *name != self.check.path) {
            self.check.path = name;
            self.submit_check(effects);
        }
    }

    fn take_newer(&mut self, effects: &mut Vec<Effect>) {
        let check = &mut self.check;
        if let Some(draft) = check.drafts.active() {
            (check.path, check.text) = (Rc::clone(&draft.name), Rc::clone(&draft.text));
            check.order(Order::Replace(Rc::clone(&check.text)));
        }
        self.submit_check(effects);
    }
}

impl Drafts {
    pub(super) fn rename(&mut self, name: &str, errands: &mut Vec<Errand>) {
        let slot = self.active;
        let Some(name) = names::clean(name).map(|name| self.free(&name, slot)) else {
            return;
        };
        if let Some(draft) = self.find_mut(slot).filter(|draft| draft.name != name) {
            draft.name = name;
            draft.naming = Naming::Own;
            self.keep(slot, errands);
            self.keep_index(errands);
        }
    }

    pub(super) fn delete(&mut self, slot: u32, errands: &mut Vec<Errand>) {
        let Some(at) = self.list.iter().position(|draft| draft.slot == slot) else {
            return;
        };
        let draft = self.list.remove(at);
        errands.push(Errand::Remove(Rc::clone(&draft.id)));
        self.deleted.push((at, Rc::new(draft)));
        if self.list.is_empty() {
            self.add(names::PLAIN, "".into(), Naming::Auto);
        }
        if self.active == slot {
            let next = self.list.get(at).or(self.list.last());
            self.active = next.map_or(0, |draft| draft.slot);
        }
        self.keep_index(errands);
    }

    pub(super) fn undelete(&mut self, errands: &mut Vec<Errand>) {
        if let Some((at, draft)) = self.deleted.pop() {
            let slot = draft.slot;
            let name = self.free(&draft.name, slot);
            let stamp = None;
            let draft = Draft {
                name,
                stamp,
                ..(*draft).clone()
            };
            self.list.insert(at.min(self.list.len()), draft);
            self.active = slot;
            self.keep(slot, errands);
            self.keep_index(errands);
        }
    }

    pub(super) fn stored(&mut self, slot: u32, stamp: &Rc<str>, errands: &mut Vec<Errand>) {
        if let Some(draft) = self.find_mut(slot) {
            draft.stamp = Some(Rc::clone(stamp));
            if draft.fate == Fate::Asked(Rc::clone(stamp)) {
                draft.fate = Fate::Kept;
            }
        }
        if self.old == Some(slot) {
            self.old = None;
            errands.push(Errand::ForgetOld);
            self.keep_index(errands);
        }
    }

    /// Another tab has written or deleted an entry. A text that is only here is never replaced.
    pub(super) fn elsewhere(
        &mut self,
        id: Rc<str>,
        entry: Option<&str>,
        errands: &mut Vec<Errand>,
    ) {
        let stored = entry.and_then(Stored::read);
        let found = self.list.iter().position(|draft| draft.id == id);
        let Some((at, draft)) = found.and_then(|at| Some((at, self.list.get_mut(at)?))) else {
            if let Some(stored) = stored {
                self.receive(id, stored);
            }
            return;
        };
        let is_open = draft.slot == self.active;
        let is_only_here = !matches!(draft.fate, Fate::Kept | Fate::Untouched);
        match stored {
            None if entry.is_some() => {} // rubbish: the next writing takes its place
            None if is_open || is_only_here => {
                draft.stamp = None;
                draft.fate = Fate::DeletedElsewhere;
            }
            None => {
                self.list.remove(at);
            }
            Some(stored) if stored.text == draft.text => {
                draft.name = stored.name;
                draft.naming = stored.naming;
                draft.stamp = Some(stored.stamp);
                draft.newer = None;
                draft.fate = Fate::Kept;
            }
            Some(stored) if is_open => draft.newer = Some(Rc::new(stored)),
            Some(stored) => {
                draft.newer = Some(Rc::new(stored));
                let slot = draft.slot;
                if is_only_here {
                    self.keep_mine(slot, errands);
                } else if let Some(draft) = self.find_mut(slot) {
                    draft.take_newer();
                }
            }
        }
    }

    fn cleared(&mut self) {
        for draft in &mut self.list {
            draft.stamp = None;
            if draft.fate != Fate::Untouched {
                draft.fate = Fate::DeletedElsewhere;
            }
        }
    }

    pub(super) fn take_newer(&mut self) -> bool {
        self.find_mut(self.active).is_some_and(Draft::take_newer)
    }

    /// Goes on with a text as a draft of its own, beside what another tab has made of it; answers
    /// with what to say about that.
    pub(super) fn keep_mine(&mut self, slot: u32, errands: &mut Vec<Errand>) -> Option<String> {
        let fresh = self.fresh();
        let draft = self.find_mut(slot)?;
        let newer = draft.newer.take()?;
        let id = std::mem::replace(&mut draft.id, fresh);
        draft.stamp = None;
        self.receive(id, Stored::clone(&newer));
        let name = self.free(&newer.name, slot);
        let said = format!(
            "Your text is now {name}, beside {} of the other tab.",
            newer.name
        );
        if let Some(draft) = self.find_mut(slot) {
            draft.name = name;
        }
        self.keep(slot, errands);
        self.keep_index(errands);
        Some(said)
    }
}

impl Draft {
    /// Becomes what another tab has written.
    fn take_newer(&mut self) -> bool {
        let Some(newer) = self.newer.take() else {
            return false;
        };
        self.name = Rc::clone(&newer.name);
        self.naming = newer.naming;
        self.text = Rc::clone(&newer.text);
        self.stamp = Some(Rc::clone(&newer.stamp));
        self.fate = Fate::Kept;
        true
    }
}
