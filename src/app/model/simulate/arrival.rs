//! How one comes to the page: by an address, by a file, from Check, or back after a reload.

use super::address::{Share, read, read_file};
use super::moment::Linked;
use super::{Effect, Msg, Origin, Rc, Simulate};
use crate::app::model::player::Motion;

/// Seconds of watching after which the place is kept anew.
const KEEP: f64 = 2.0;

/// What is to be done by whoever shows the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// It waits for Play.
    #[default]
    Waits,
    /// It was asked for: it starts by itself, where nobody minds the movement.
    ByItself,
}

/// How the page has come to show what it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrival {
    /// The address that was followed last: what is after its `?`.
    address: Option<Rc<str>>,
    /// What was watched before the page was loaded again.
    kept: Option<Rc<str>>,
    /// Whether it starts by itself.
    pub start: Start,
}

impl Simulate {
    /// An earlier page of this tab has left what it showed.
    pub fn recall(&mut self, kept: Option<String>) {
        self.arrival.kept = kept.map(Rc::from);
    }

    /// Opens the moment that an address leads to. An address that was followed already changes
    /// nothing: one comes back to what one has left.
    pub(super) fn follow(&mut self, query: &str) {
        let query = query.trim_start_matches('?');
        let kept = self.arrival.kept.take();
        if self.arrival.address.as_deref() == Some(query) {
            return;
        }
        self.arrival.address = Some(query.into());
        let kept = kept.as_deref().and_then(|kept| kept.split_once('\n'));
        if let Some((address, moment)) = kept
            && address == query
            && let Ok(linked) = read_file(moment)
        {
            self.open_linked(linked);
        } else if !query.is_empty() {
            match read(query) {
                Ok(linked) => self.open_linked(linked),
                Err(why) => self.break_link("link", &why),
            }
        }
    }

    /// Opens a moment that was saved as a file.
    pub(super) fn open_file(&mut self, text: &str) {
        match read_file(text) {
            Ok(linked) => self.open_linked(linked),
            Err(why) => self.break_link("file", &why),
        }
    }

    fn break_link(&mut self, what: &str, why: &str) {
        let is_fresh = self.origin == Origin::default() && *self.player.scenario == *self.before;
        let rest = match is_fresh {
            true => "here is the default instead",
            false => "what was shown stays",
        };
        self.refused = Some(format!("This {what} is broken: {why}; {rest}.").into());
    }

    fn open_linked(&mut self, linked: Linked) {
        let Linked {
            preset,
            scenario,
            code,
            t,
        } = linked;
        match preset {
            Some(index) => {
                self.open_preset(index);
                if scenario != *self.player.scenario {
                    self.start(scenario);
                }
            }
            None => {
                self.origin = Origin::Link(code);
                self.open(scenario);
            }
        }
        self.player.seek(t);
    }

    /// Somebody comes from another page to see what was just opened.
    pub(super) fn come(&mut self) {
        let start = match self.refused {
            None => Start::ByItself,
            Some(_) => Start::Waits,
        };
        self.arrival = Arrival {
            address: Some("".into()),
            kept: None,
            start,
        };
    }

    /// The page is shown: what was asked for starts by itself, if movement is wanted.
    pub(super) fn enter(&mut self, motion: Motion) {
        if std::mem::take(&mut self.arrival.start) == Start::ByItself && motion == Motion::Playing {
            self.player.play();
        }
    }

    /// What to remember of the place after a message, so that a reload leads back to it.
    pub(super) fn keep(&mut self, msg: &Msg, before: f64, effects: &mut Vec<Effect>) {
        if self.share.run != self.player.run || self.share.moment == Default::default() {
            self.share = Rc::new(Share::of(self));
        }
        let place = |head: f64| (head / self.player.speed / KEEP) as u64;
        let is_due = match msg {
            Msg::Tick(_) => {
                place(before) != place(self.player.head) || self.player.motion == Motion::Paused
            }
            // Before the address is known, nothing is.
            Msg::Enter(_) | Msg::Many(_) | Msg::Stress(_) => false,
            _ => true,
        };
        if is_due && let Some(address) = &self.arrival.address {
            let file = self.share.file(self.player.head);
            effects.push(Effect::KeepWatched(format!("{address}\n{file}")));
        }
    }
}
