//! The page's state, everything that can happen to it, and what follows: `Model`, `Msg`, `update`.
//!
//! Pure: no clock, no browser, no Yew. What the outside must do is returned as [`Effect`]s, which
//! the store runs; what comes of them returns as another [`Msg`]. Every page that has state has a
//! module here with its own model and messages.

pub mod check;
pub mod engine;
pub mod home;
pub mod learn;
pub mod look_up;
mod notice;
pub mod own;
pub mod player;
pub mod queue;
pub mod simulate;

pub use notice::{Notice, Remedy};

use crate::app::route::Route;
use crate::protocol::{self, ExtraReply, Failure, Job, Judged, Reply, Response, Worker};
use crate::report::Finding;
use queue::{Alarm, Lane, Queue, Work};
use std::rc::Rc;

/// Everything the pages show. Cheap to clone: what is large is shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Whether the engine is here.
    pub engine: engine::Presence,
    /// Whether the helper is here.
    pub helper: engine::Presence,
    /// Whether the judge of exercises is here.
    pub judge: engine::Presence,
    /// Work on its way to the workers.
    pub queue: Queue,
    /// The Check page.
    pub check: check::Check,
    /// The Simulate page.
    pub simulate: simulate::Simulate,
    /// The front page.
    pub home: home::Home,
    /// The Learn and Lesson pages.
    pub learn: learn::Learn,
    /// The Reference page.
    pub look_up: look_up::LookUp,
    /// Resources of one's own.
    pub own: own::Own,
    /// How the page is painted.
    pub theme: Theme,
    /// Whether the browser keeps anything for the page.
    pub keeps: Keeps,
    /// Something that went wrong and must be known.
    pub notice: Option<Rc<Notice>>,
    /// Something small that was done, said once.
    pub toast: Option<Toast>,
}

/// A finding on its way to the simulator, with the text it was found in.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// Name of the file.
    pub path: String,
    /// The whole text.
    pub text: Rc<str>,
    /// The finding.
    pub finding: Finding,
    /// The answer that it is from.
    pub all: Rc<check::Analysed>,
    /// Whether everything that leaks in the file is played, not this finding alone.
    pub whole: bool,
}

/// How the page is painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on paper.
    Light,
    /// Light ink on night.
    Dark,
    /// As the system has it.
    #[default]
    System,
}

impl Theme {
    /// The name under which it is remembered.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::System => "system",
        }
    }

    /// The theme of that name; the system's for any other.
    pub fn named(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// Whether the browser keeps anything for the page from one visit to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeps {
    /// It does.
    #[default]
    All,
    /// It has what it has, and takes nothing more.
    NoMore,
    /// It does not let the page keep anything.
    Nothing,
}

/// A short confirmation. The number makes two equal ones different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Counts up.
    pub number: u32,
    /// What to say.
    pub text: String,
}

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The page starts: with what an earlier visit has left.
    Start(Box<Kept>),
    /// Something on the Check page.
    Check(check::Msg),
    /// Something on the Simulate page.
    Simulate(simulate::Msg),
    /// Something on the front page.
    Home(home::Msg),
    /// Something on the Learn and Lesson pages.
    Learn(learn::Msg),
    /// Something on the Reference page.
    LookUp(look_up::Msg),
    /// Something about resources of one's own.
    Own(own::Msg),
    /// Something about the download of a worker's module.
    Engine(Worker, engine::Msg),
    /// A worker has answered.
    Answer(Box<Response>),
    /// A worker has died, saying this.
    Died(Worker, String),
    /// An alarm of the queue has rung.
    Alarm(u64, Alarm),
    /// Start the worker again, or fetch the engine again.
    Retry,
    /// Make the worker fail (only from a page opened with `?debug`).
    Fail(Failure),
    /// Paint the page so.
    Paint(Theme),
    /// Put this on the clipboard, then say that it was done.
    Copy(String, &'static str),
    /// Say this.
    Say(String),
    /// The notice has been read.
    Dismiss,
}

/// What an earlier visit has left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Whether the workers' modules are here.
    pub engine: engine::Presence,
    /// The theme.
    pub theme: Theme,
    /// Whether anything will be left for the next one.
    pub keeps: Keeps,
    /// The drafts of the Check page, as they were stored.
    pub drafts: check::drafts::Left,
    /// The text of the settings.
    pub settings: Option<String>,
    /// What was read in it, as it was stored.
    pub settings_read: Option<String>,
    /// What was done in the course, as it was stored.
    pub progress: Option<String>,
    /// What was answered where lessons are read as pages, and is not in the progress yet.
    pub reading: Option<String>,
    /// Today, in days since 1970-01-01 on the calendar here.
    pub today: u32,
    /// The text of a lesson of one's own.
    pub own_lesson: Option<String>,
    /// What was watched on the Simulate page before the tab was loaded again.
    pub watched: Option<String>,
}

/// What the outside must do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Something for the workers.
    Work(Work),
    /// Download a worker's module, and tell how far that is.
    FetchEngine(Worker),
    /// Get the file of the reference, and answer with [`look_up::Msg::Fetched`].
    FetchReference,
    /// Show another page.
    Go(Route),
    /// Show another page in place of this one, to which nobody comes back.
    GoInstead(Route),
    /// Something for the drafts of the Check page.
    Drafts(check::drafts::Errand),
    /// Remember what was done in the course.
    KeepProgress(String),
    /// Remember this progress, and then forget what it has taken over of where lessons are read.
    TakeOver(String),
    /// Remember a lesson of one's own.
    KeepOwnLesson(String),
    /// Remember the settings: their text, and what was read in them.
    KeepSettings {
        /// The text.
        text: String,
        /// What was read.
        read: String,
    },
    /// Remember what is watched on the Simulate page, for as long as the tab is there.
    KeepWatched(String),
    /// Put what was stored and cannot be read where nothing overwrites it.
    SetProgressAside(String),
    /// Get the file of a lesson, and answer with [`learn::Msg::Fetched`].
    FetchLesson {
        /// Its name.
        lesson: String,
    },
    /// Paint the page.
    Paint(Theme),
    /// Put the text on the clipboard and say so, or say that it was not possible.
    Copy(String, &'static str),
}

impl Model {
    /// Takes one message in; returns what the outside must do.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = Vec::new();
        match msg {
            Msg::Start(kept) => self.start(*kept, &mut effects),
            Msg::Check(msg) => self.update_check(msg, &mut effects),
            Msg::Simulate(msg) => self.update_simulate(&msg, &mut effects),
            Msg::Home(msg) => self.update_home(msg, &mut effects),
            Msg::Learn(msg) => self.update_learn(msg, &mut effects),
            Msg::LookUp(msg) => self.update_look_up(msg, &mut effects),
            Msg::Own(msg) => self.update_own(msg, &mut effects),
            Msg::Engine(worker, msg) => self.update_engine(worker, msg, &mut effects),
            Msg::Answer(response) => self.answer(*response, &mut effects),
            Msg::Died(worker, report) => self.give_up(worker, &report, &mut effects),
            Msg::Alarm(id, alarm) => self.alarm(id, alarm, &mut effects),
            Msg::Retry => {
                self.notice = None;
                if !self.fetch_missing(&mut effects) {
                    self.work(&mut effects, Queue::retry);
                    self.greet(&mut effects);
                }
                self.submit_check(&mut effects);
            }
            Msg::Fail(failure) => {
                self.work(&mut effects, |queue, work| {
                    queue.submit(Lane::Fail, Job::Fail(failure), work);
                });
            }
            Msg::Paint(theme) => {
                self.theme = theme;
                effects.push(Effect::Paint(theme));
            }
            Msg::Copy(text, done) => effects.push(Effect::Copy(text, done)),
            Msg::Say(text) => self.say(text),
            Msg::Dismiss => self.notice = None,
        }
        effects
    }

    fn start(&mut self, kept: Kept, effects: &mut Vec<Effect>) {
        self.theme = kept.theme;
        self.keeps = kept.keeps;
        let mut errands = Vec::new();
        self.check = check::Check::open(&kept.drafts, &mut errands);
        effects.extend(errands.into_iter().map(Effect::Drafts));
        if self.check.drafts.unread > 0 {
            self.say("A draft could not be read and was set aside.");
        }
        if let Some(options) = kept.settings_read.as_deref().and_then(own::kept) {
            self.check.options = options;
        }
        self.engine = kept.engine;
        for worker in engine::LATER {
            *self.module(worker) = kept.engine;
            if kept.engine == engine::Presence::Wanted {
                self.queue.hold(worker);
            }
        }
        self.fetch_missing(effects);
        self.greet(effects);
        self.submit_check(effects);
        self.open_beside(&kept, effects);
        self.simulate.recall(kept.watched);
    }

    /// Opens the pages beside Check with what an earlier visit has left for them.
    fn open_beside(&mut self, kept: &Kept, effects: &mut Vec<Effect>) {
        self.simulate.open_preset(0);
        self.home.open();
        self.learn = learn::Learn::open(kept, effects);
        self.own.open(kept.settings.clone());
        if !self.own.text.is_empty() {
            self.read_own(effects);
        }
    }

    /// Asks the worker for its version.
    fn greet(&mut self, effects: &mut Vec<Effect>) {
        self.work(effects, |queue, work| {
            queue.submit(Lane::Hello, Job::Hello, work);
        });
    }

    fn answer(&mut self, response: Response, effects: &mut Vec<Effect>) {
        let Response { id, last, reply } = response;
        let is_wanted = self.work(effects, |queue, work| queue.answered(id, last, work));
        if !is_wanted {
            return;
        }
        match reply {
            Reply::Hello(protocol::VERSION) => {}
            Reply::Hello(other) => self.notice = Some(Rc::new(notice::older(other))),
            Reply::Checked { report, took } => {
                self.check.done(*report, took);
                self.submit_detail(effects);
            }
            Reply::Detailed(further) => self.detailed(further, effects),
            Reply::Repaired(repairs) => self.check.repaired(repairs),
            Reply::Analysed(analysed) => self.analysed(*analysed, effects),
            Reply::Judged(Judged::Program(verdict)) => self.judged(*verdict, effects),
            Reply::Judged(Judged::Lesson(lesson)) => self.own_lesson_read(lesson, effects),
            Reply::Judged(Judged::Claims(wrong)) => self.learn.own.claims = wrong.into(),
            Reply::Extra(reply) => self.extra(reply, effects),
        }
    }

    fn extra(&mut self, reply: ExtraReply, effects: &mut Vec<Effect>) {
        match reply {
            ExtraReply::Played(which, played) => self.played(which, *played, effects),
            ExtraReply::PlayedMany(played) => self.played_many(&played, effects),
            ExtraReply::Rehearsed(verdict) => self.rehearsed(*verdict, effects),
            ExtraReply::Project(read) => self.own_read(read, effects),
        }
    }

    /// Lets the queue do something, and passes on what it wants done. A module that is
    /// not here is fetched when something is first wanted of it.
    pub(crate) fn work<T>(
        &mut self,
        effects: &mut Vec<Effect>,
        with: impl FnOnce(&mut Queue, &mut Vec<Work>) -> T,
    ) -> T {
        let mut work = Vec::new();
        let value = with(&mut self.queue, &mut work);
        effects.extend(work.into_iter().map(Effect::Work));
        self.fetch_awaited(effects);
        value
    }

    /// Says something small, once.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        let number = self.toast.as_ref().map_or(0, |toast| toast.number + 1);
        self.toast = Some(Toast {
            number,
            text: text.into(),
        });
    }
}

#[cfg(test)]
mod tests;
