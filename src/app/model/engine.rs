//! The workers' modules on their way: how far the downloads are, and what the page does without
//! them. One can type, read and look around meanwhile; work for them waits in the queue.

use super::notice::{Notice, Remedy, failure_report};
use super::queue::Worker;
use super::{Effect, Model};
use std::rc::Rc;

/// The workers whose modules are fetched when something is first wanted of them.
pub(super) const LATER: [Worker; 2] = [Worker::Helper, Worker::Judge];

/// Whether a worker's module is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
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
    /// Has the engine downloaded if it is wanted, and every other module that did not arrive; whether
    /// there is one.
    pub(super) fn fetch_missing(&mut self, effects: &mut Vec<Effect>) -> bool {
        let engine = matches!(self.engine, Presence::Wanted | Presence::Failed);
        if engine {
            self.fetch(Worker::Engine, effects);
        }
        let mut any = engine;
        for worker in LATER {
            if *self.module(worker) == Presence::Failed {
                self.fetch(worker, effects);
                any = true;
            }
        }
        any
    }

    /// Has every module downloaded for which something waits.
    pub(super) fn fetch_awaited(&mut self, effects: &mut Vec<Effect>) {
        for worker in LATER {
            if *self.module(worker) == Presence::Wanted && self.queue.is_wanted(worker) {
                self.fetch(worker, effects);
            }
        }
    }

    /// Has a worker's module downloaded.
    pub(super) fn fetch(&mut self, worker: Worker, effects: &mut Vec<Effect>) {
        *self.module(worker) = Presence::Coming(None);
        self.queue.hold(worker);
        effects.push(Effect::FetchEngine(worker));
    }

    /// What there is of a worker's module.
    pub(super) fn module(&mut self, worker: Worker) -> &mut Presence {
        match worker {
            Worker::Engine => &mut self.engine,
            Worker::Helper => &mut self.helper,
            Worker::Judge => &mut self.judge,
        }
    }

    pub(super) fn update_engine(&mut self, worker: Worker, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Share(share) => *self.module(worker) = Presence::Coming(Some(share)),
            Msg::Arrived => {
                *self.module(worker) = Presence::Here;
                self.work(effects, |queue, work| queue.let_go(worker, work));
            }
            Msg::Failed(why) => {
                *self.module(worker) = Presence::Failed;
                let title = match worker {
                    Worker::Engine => "The analyzer could not be downloaded.",
                    Worker::Helper => "The simulator could not be downloaded.",
                    Worker::Judge => "The judge of exercises could not be downloaded.",
                };
                self.notice = Some(Rc::new(Notice {
                    title: title.into(),
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
    use super::super::queue::{Lane, Work};
    use super::super::{Kept, Msg as AppMsg};
    use super::*;
    use crate::protocol::{Extra, Job};

    fn sent(effects: &[Effect]) -> usize {
        let is_sent = |effect: &&Effect| matches!(effect, Effect::Work(Work::Send(_)));
        effects.iter().filter(is_sent).count()
    }

    #[test]
    fn nothing_is_sent_before_it_is_here_and_what_was_typed_is_checked_then() {
        let mut model = Model::default();
        let kept = Kept {
            engine: Presence::Wanted,
            ..Kept::default()
        };
        let effects = model.update(AppMsg::Start(Box::new(kept)));
        assert!(effects.contains(&Effect::FetchEngine(Worker::Engine)) && sent(&effects) == 0);
        let share = Share {
            percent: 60,
            of: 310,
        };
        model.update(AppMsg::Engine(Worker::Engine, Msg::Share(share)));
        assert_eq!(model.engine, Presence::Coming(Some(share)));
        assert_eq!(
            sent(&model.update(AppMsg::Engine(Worker::Engine, Msg::Arrived))),
            1
        );
    }

    #[test]
    fn what_did_not_arrive_is_asked_for_again_on_request_only() {
        let mut model = Model {
            engine: Presence::Coming(None),
            ..Model::default()
        };
        model.queue.hold(Worker::Engine);
        let effects = model.update(AppMsg::Engine(Worker::Engine, Msg::Failed("404".into())));
        assert!(effects.is_empty() && model.engine == Presence::Failed);
        assert!(matches!(&model.notice, Some(notice) if notice.report.contains("404")));
        let effects = model.update(AppMsg::Retry);
        assert!(effects.contains(&Effect::FetchEngine(Worker::Engine)) && sent(&effects) == 0);
        assert_eq!(model.notice, None);
    }

    #[test]
    fn the_helper_comes_when_it_is_first_wanted() {
        let mut model = Model::default();
        let kept = Kept {
            engine: Presence::Wanted,
            ..Kept::default()
        };
        let effects = model.update(AppMsg::Start(Box::new(kept)));
        let wanted = Effect::FetchEngine(Worker::Helper);
        assert!(!effects.contains(&wanted));
        let settings = |queue: &mut super::super::queue::Queue, work: &mut Vec<Work>| {
            let text = String::new();
            let job = Job::Extra(Extra::ReadProject { text });
            queue.submit(Lane::Project, job, work);
        };
        let mut effects = Vec::new();
        model.work(&mut effects, settings);
        assert_eq!(effects, std::slice::from_ref(&wanted));
        let failed = AppMsg::Engine(Worker::Helper, Msg::Failed("404".into()));
        assert!(model.update(failed).is_empty());
        assert!(model.update(AppMsg::Retry).contains(&wanted));
        let arrived = AppMsg::Engine(Worker::Helper, Msg::Arrived);
        assert_eq!(sent(&model.update(arrived)), 1);
    }
}
