//! Where the drafts are stored: one entry each, and an index.

use super::{Dispatch, kept};
use crate::app::browser::dom;
use crate::app::browser::storage::{self, Elsewhere};
use crate::app::model::Msg;
use crate::app::model::check::Msg as Check;
use crate::app::model::check::drafts::{Errand, Keep, Left, Msg as Drafts};
use std::rc::Rc;

/// What earlier visits have left; nothing with `?safe` in the address.
pub fn left() -> Left {
    let entries = if dom::asks_for("safe") {
        Vec::new()
    } else {
        storage::all(storage::DRAFT)
    };
    Left {
        tab: storage::tab(),
        index: kept(storage::DRAFTS),
        active: storage::of_tab(storage::ACTIVE),
        entries,
        old: kept(storage::OLD_DRAFT),
    }
}

/// Does what the drafts want done, and tells what came of it.
pub fn run(errand: Errand, dispatch: &Dispatch) {
    let tell = |msg| dispatch.send(Msg::Check(Check::Drafts(msg)));
    match errand {
        Errand::Keep(keep) => tell(store(&keep)),
        Errand::Remove(id) => storage::remove(&key(&id)),
        Errand::Index(text) => {
            // Without an index the drafts are there, in another order.
            let _ = storage::keep(storage::DRAFTS, &text);
        }
        Errand::Active(id) => storage::keep_for_tab(storage::ACTIVE, &id),
        Errand::SetAside(id) => storage::set_aside(&key(&id)),
        Errand::SetOldAside => storage::set_aside(storage::OLD_DRAFT),
        Errand::ForgetOld => storage::remove(storage::OLD_DRAFT),
    }
}

/// What the drafts must hear of what another tab keeps.
pub fn heard(news: Elsewhere) -> Option<Msg> {
    let msg = match news {
        Elsewhere::Cleared => Drafts::Cleared,
        Elsewhere::Under(key, text) => {
            Drafts::Elsewhere(key.strip_prefix(storage::DRAFT)?.to_owned(), text)
        }
    };
    Some(Msg::Check(Check::Drafts(msg)))
}

/// Stores a draft, unless another tab has stored something there that this one has not read.
fn store(keep: &Keep) -> Drafts {
    let key = key(&keep.id);
    let now = storage::get(&key);
    if !keep.may_replace(now.as_deref()) {
        return Drafts::Elsewhere(keep.id.to_string(), now);
    }
    match storage::keep(&key, &keep.stored.write()) {
        Ok(()) => Drafts::Stored(keep.slot, Rc::clone(&keep.stored.stamp)),
        Err(storage::NotKept) => Drafts::Refused(keep.slot),
    }
}

fn key(id: &str) -> String {
    format!("{}{id}", storage::DRAFT)
}
