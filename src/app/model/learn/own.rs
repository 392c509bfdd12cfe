//! A lesson of a teacher's own: from a file, or from a link that holds it.

use super::{Msg as LearnMsg, Rc};
use crate::app::model::queue::Lane;
use crate::app::model::{Effect, Model};
use crate::app::route::Route;
use crate::lessons::course::Entry;
use crate::lessons::{Opened, Problem};
use crate::protocol::{Exam, Job};
use crate::reference::slug;
use crate::share;

/// The address of a lesson of one's own, before it is known which.
pub const OWN: &str = "own";

/// A lesson that is none of the course's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnLesson {
    /// The lesson.
    pub here: Option<Here>,
    /// What was given last, as long as it is no lesson. The one that is here stays.
    pub given: Given,
    /// What the lesson that was opened from a file says and is not so; who follows a link does not ask.
    pub claims: Rc<[Problem]>,
    /// The text that is kept for the next visit.
    kept: Option<Rc<str>>,
}

/// A lesson that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Here {
    /// The lesson, as the course would know it.
    pub entry: Rc<Entry>,
    /// Its content.
    pub opened: Rc<Opened>,
    /// Its text.
    text: Rc<str>,
}

/// A text that was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Given {
    /// None, or it is here by now.
    #[default]
    Nothing,
    /// It is being read.
    Reading(Rc<str>, Arrival),
    /// It is no lesson: why.
    Wrong(Rc<[Problem]>),
}

/// How a text has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrival {
    /// In a file.
    File,
    /// In the address, which is of no use once it was read.
    Link,
    /// An earlier visit has left it; the address asks for this step of it.
    Left(Option<String>),
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

    /// Whether an earlier visit has left one that was not read yet.
    pub fn is_left(&self) -> bool {
        self.here.is_none() && self.kept.is_some()
    }

    /// The part of an address that holds the lesson.
    pub fn packed(&self) -> Option<String> {
        self.here.as_ref().map(|here| share::pack(&here.text))
    }

    fn wrong(&mut self, message: String) {
        self.given = Given::Wrong(Rc::from([Problem { line: 0, message }]));
    }
}

impl Here {
    /// Where it is shown.
    pub fn route(&self) -> Route {
        Route::Lesson {
            lesson: self.entry.id.clone(),
        }
    }
}

/// Whether a name is that of a lesson of one's own. What is done in it is kept under its title, so that
/// another lesson finds nothing of it, and it finds all when it comes again.
pub(super) fn is_own(lesson: &str) -> bool {
    lesson == OWN
        || lesson
            .strip_prefix(OWN)
            .is_some_and(|rest| rest.starts_with('.'))
}

impl Model {
    pub(super) fn update_own_lesson(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Text(text) => self.read_own_lesson(text.into(), Arrival::File, effects),
            Msg::Link(packed) => match share::unpack(&packed) {
                Ok(text) => self.read_own_lesson(text.into(), Arrival::Link, effects),
                Err(why) => {
                    let message = format!("The link is damaged: {why}. Ask for it again.");
                    self.learn.own.wrong(message);
                }
            },
        }
    }

    /// A lesson of one's own is asked for: the one that is here, or what an earlier visit has left.
    pub(super) fn visit_own_lesson(
        &mut self,
        lesson: &str,
        step: Option<String>,
        effects: &mut Vec<Effect>,
    ) {
        let own = &self.learn.own;
        let is_reading = matches!(own.given, Given::Reading(..));
        match (&own.here, own.kept.clone()) {
            (Some(here), _) if lesson == OWN => effects.push(Effect::GoInstead(here.route())),
            (None, Some(text)) if !is_reading => {
                let arrival = match lesson {
                    OWN => Arrival::Link,
                    _ => Arrival::Left(step),
                };
                self.read_own_lesson(text, arrival, effects);
            }
            _ => {}
        }
    }

    fn read_own_lesson(&mut self, text: Rc<str>, arrival: Arrival, effects: &mut Vec<Effect>) {
        let job = Exam::Lesson {
            text: text.to_string(),
        };
        self.learn.own.given = Given::Reading(text, arrival);
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
        let Given::Reading(text, arrival) = std::mem::take(&mut own.given) else {
            return;
        };
        let opened = match lesson {
            Ok(opened) => opened,
            Err(problems) => {
                own.given = Given::Wrong(problems.into());
                return;
            }
        };
        let lesson = format!("{OWN}.{}", slug(&opened.lesson.front.title));
        let entry = Entry {
            id: lesson.clone(),
            path: String::new(),
            front: opened.lesson.front.clone(),
            steps: (opened.lesson.steps.iter().map(|step| step.id.clone())).collect(),
        };
        if own.kept.as_ref() != Some(&text) {
            own.kept = Some(Rc::clone(&text));
            effects.push(Effect::KeepOwnLesson(text.to_string()));
        }
        let here = own.here.insert(Here {
            entry: Rc::new(entry),
            opened: Rc::from(opened),
            text,
        });
        own.claims = Rc::default();
        let asks = arrival == Arrival::File;
        let (route, text) = (here.route(), here.text.to_string());
        let (go, step) = match arrival {
            Arrival::File => (Some(Effect::Go(route)), None),
            Arrival::Link => (Some(Effect::GoInstead(route)), None),
            Arrival::Left(step) => (None, step),
        };
        effects.extend(go);
        self.learn.open = None;
        self.visit(&lesson, step, effects);
        if asks {
            let job = Job::Judge(Exam::Claims { text });
            self.work(effects, |queue, work| queue.submit(Lane::Claims, job, work));
        }
    }

    /// The worker has failed on it.
    pub(super) fn own_lesson_failed(&mut self) {
        let own = &mut self.learn.own;
        if matches!(own.given, Given::Reading(..)) {
            own.wrong("The reader of lessons has stopped on it.".to_owned());
        }
    }
}

impl From<Msg> for LearnMsg {
    fn from(msg: Msg) -> Self {
        Self::Own(msg)
    }
}
