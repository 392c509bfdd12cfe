//! The engine on its way: how far its download is, and what the page does without it. One can type,
//! read and look around meanwhile; work for the engine waits in the queue.

use super::notice::{Notice, Remedy, failure_report};
use super::queue::Queue;
use super::{Effect, Model};
use std::rc::Rc;

/// Whether the engine is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// It is.
    #[default]
    Here,
    /// It is wanted, and has not been asked for.
    Wanted,
    /// It is on its way; how far, once that takes long enough to be told.
    Coming(Option<Share>),
    /// It did not arrive.
    Failed,
}

/// How far a download is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How much has come, from 0 to 100.
    pub percent: u32,
    /// Of how many kilobytes.
    pub of: u32,
}

/// What can happen to the download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Msg {
    /// So much has come.
    Share(Share),
    /// All of it has come.
    Arrived,
    /// It has failed, and why.
    Failed(String),
}

impl Model {
    /// Has the engine downloaded if it is wanted; whether that is so.
    pub(super) fn fetch_engine(&mut self, effects: &mut Vec<Effect>) -> bool {
        let is_wanted = matches!(self.engine, Engine::Wanted | Engine::Failed);
        if is_wanted {
            self.engine = Engine::Coming(None);
            self.queue.hold();
            effects.push(Effect::FetchEngine);
        }
        is_wanted
    }

    pub(super) fn update_engine(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Share(share) => self.engine = Engine::Coming(Some(share)),
            Msg::Arrived => {
                self.engine = Engine::Here;
                self.work(effects, Queue::let_go);
            }
            Msg::Failed(why) => {
                self.engine = Engine::Failed;
                self.notice = Some(Rc::new(Notice {
                    title: "The analyzer could not be downloaded.".into(),
                    detail:
                        "Are you offline? Nothing is lost: you can go on typing, and try again \
                             when you like."
                            .into(),
                    report: failure_report(&why, ""),
                    remedy: Remedy::Retry,
                }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::queue::Work;
    use super::super::{Kept, Msg as AppMsg};
    use super::*;

    fn sent(effects: &[Effect]) -> usize {
        let is_sent = |effect: &&Effect| matches!(effect, Effect::Work(Work::Send(_)));
        effects.iter().filter(is_sent).count()
    }

    #[test]
    fn nothing_is_sent_before_it_is_here_and_what_was_typed_is_checked_then() {
        let mut model = Model::default();
        let kept = Kept {
            engine: Engine::Wanted,
            ..Kept::default()
        };
        let effects = model.update(AppMsg::Start(kept));
        assert!(effects.contains(&Effect::FetchEngine) && sent(&effects) == 0);
        let share = Share {
            percent: 60,
            of: 310,
        };
        model.update(AppMsg::Engine(Msg::Share(share)));
        assert_eq!(model.engine, Engine::Coming(Some(share)));
        assert_eq!(sent(&model.update(AppMsg::Engine(Msg::Arrived))), 1);
    }

    #[test]
    fn what_did_not_arrive_is_asked_for_again_on_request_only() {
        let mut model = Model {
            engine: Engine::Coming(None),
            ..Model::default()
        };
        model.queue.hold();
        let effects = model.update(AppMsg::Engine(Msg::Failed("404".into())));
        assert!(effects.is_empty() && model.engine == Engine::Failed);
        assert!(matches!(&model.notice, Some(notice) if notice.report.contains("404")));
        let effects = model.update(AppMsg::Retry);
        assert!(effects.contains(&Effect::FetchEngine) && sent(&effects) == 0);
        assert_eq!(model.notice, None);
    }
}
