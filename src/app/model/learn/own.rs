//! A lesson of a teacher's own: from a file, or from a link that holds it.

use super::{Msg as LearnMsg, Rc};
use crate::app::model::queue::Lane;
use crate::app::model::{Effect, Model};
use crate::app::route::Route;
use crate::lessons::course::Entry;
use crate::lessons::{Opened, Problem};
use crate::protocol::{Exam, Job};
use crate::share;

/// The name of a lesson of one's own.
pub const OWN: &str = "own";

/// A lesson that is none of the course's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnLesson {
    /// How far it is.
    pub state: Own,
    /// Its text, while it is read and afterwards.
    pub text: Option<Rc<str>>,
    /// The text that is kept for the next visit.
    kept: Option<Rc<str>>,
    /// How the text that is read has come.
    arrival: Arrival,
}

/// How a text has come.
#[derive(Clone, Debug, Default, PartialEq)]
enum Arrival {
    /// In a file.
    #[default]
    File,
    /// In the address, which is of no use once it was read.
    Link,
    /// An earlier visit has left it; the address asks for this step of it.
    Left(Option<String>),
}

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Own {
    /// None was opened.
    #[default]
    None,
    /// It is being read.
    Reading,
    /// Here it is.
    Here(Rc<Entry>, Rc<Opened>),
    /// It is none: why.
    Wrong(Rc<[Problem]>),
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A text was given, from a file.
    Text(String),
    /// A link was followed that holds it, packed.
    Link(String),
}

impl OwnLesson {
    /// What an earlier visit has left; it is read when it is first wanted.
    pub(super) fn left(text: Option<&str>) -> Self {
        Self {
            kept: text.map(Rc::from),
            ..Self::default()
        }
    }

    /// The part of an address that holds the lesson.
    pub fn packed(&self) -> Option<String> {
        let text = self.text.as_deref()?;
        matches!(self.state, Own::Here(..)).then(|| share::pack(text))
    }

    fn wrong(&mut self, message: String) {
        self.state = Own::Wrong(Rc::from([Problem { line: 0, message }]));
    }
}

impl Model {
    pub(super) fn update_own_lesson(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        let own = &mut self.learn.own;
        match msg {
            Msg::Text(text) => self.read_own_lesson(text.into(), Arrival::File, effects),
            Msg::Link(packed) => match share::unpack(&packed) {
                Ok(text) => self.read_own_lesson(text.into(), Arrival::Link, effects),
                Err(why) => own.wrong(format!("The link is damaged: {why}. Ask for it again.")),
            },
        }
    }

    /// What an earlier visit has left is read, unless there is something newer.
    pub(super) fn read_kept_lesson(&mut self, step: Option<&str>, effects: &mut Vec<Effect>) {
        if let (Own::None, Some(text)) = (&self.learn.own.state, self.learn.own.kept.clone()) {
            let arrival = Arrival::Left(step.map(str::to_owned));
            self.read_own_lesson(text, arrival, effects);
        }
    }

    fn read_own_lesson(&mut self, text: Rc<str>, arrival: Arrival, effects: &mut Vec<Effect>) {
        let job = Exam::Lesson {
            text: text.to_string(),
        };
        self.learn.own.state = Own::Reading;
        self.learn.own.text = Some(text);
        self.learn.own.arrival = arrival;
        self.work(effects, |queue, work| {
            queue.submit(Lane::Judge, Job::Judge(job), work);
        });
    }

    /// The judge has read it: it is opened as every other; a new one from its start.
    pub(in crate::app::model) fn own_lesson_read(
        &mut self,
        lesson: Result<Box<Opened>, Vec<Problem>>,
        effects: &mut Vec<Effect>,
    ) {
        let own = &mut self.learn.own;
        let opened = match lesson {
            Ok(opened) => opened,
            Err(problems) => {
                own.state = Own::Wrong(problems.into());
                return;
            }
        };
        let entry = Entry {
            id: OWN.to_owned(),
            path: String::new(),
            front: opened.lesson.front.clone(),
            steps: (opened.lesson.steps.iter().map(|step| step.id.clone())).collect(),
        };
        own.state = Own::Here(Rc::new(entry), Rc::from(opened));
        self.learn.open = None;
        if own.kept != own.text {
            own.kept.clone_from(&own.text);
            let text = own.text.as_deref().map(str::to_owned);
            effects.extend(text.map(Effect::KeepOwnLesson));
            Rc::make_mut(&mut self.learn.progress).forget(OWN);
            effects.push(Effect::KeepProgress(self.learn.progress.write()));
        }
        let lesson = OWN.to_owned();
        let (go, step) = match std::mem::take(&mut self.learn.own.arrival) {
            Arrival::File => (Some(Effect::Go(Route::Lesson { lesson })), None),
            Arrival::Link => (Some(Effect::GoInstead(Route::Lesson { lesson })), None),
            Arrival::Left(step) => (None, step),
        };
        effects.extend(go);
        self.visit(OWN, step, effects);
    }

    /// The worker has failed on it.
    pub(super) fn own_lesson_failed(&mut self) {
        if self.learn.own.state == Own::Reading {
            self.learn
                .own
                .wrong("The reader of lessons has stopped on it.".to_owned());
        }
    }
}

impl From<Msg> for LearnMsg {
    fn from(msg: Msg) -> Self {
        Self::Own(msg)
    }
}
