//! Questions that stand alone, one after the other: what comes back today of what was missed, or the test at
//! the head of a chapter, for whoever knows it already. Both ask the variants that lessons have of their steps.

use super::{Before, Learn, Msg as LearnMsg};
use crate::app::model::{Effect, Model};
use crate::lessons::course::Entry;
use crate::lessons::progress::{Progress, State};
use crate::lessons::{Again, Opened};
use crate::reference::slug;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How many missed ideas come back at one sitting at most; the others wait for the next.
const MOST: usize = 10;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// What was missed and is due.
    Review,
    /// Whether a chapter may be passed over: its name in addresses.
    Chapter(String),
}

/// A row of questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Sitting {
    /// What it is for.
    pub purpose: Purpose,
    /// The questions.
    pub stage: Stage,
}

/// How far a sitting is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Its lessons are being fetched.
    Coming(BTreeMap<String, Rc<Opened>>),
    /// They cannot be had: why.
    Failed(String),
    /// The questions are here.
    Asking(Row),
}

/// Questions, and the answers so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// All of them; empty if there is nothing to ask.
    pub questions: Rc<[Asked]>,
    /// The one that is asked; behind the last one when all were.
    pub at: usize,
    /// The options that are marked and not yet committed to.
    pub picked: Option<u32>,
    /// The answers that were committed.
    pub answers: Vec<u32>,
    /// Whether the chapter was passed over because of them.
    pub passed_over: bool,
}

/// A question, and the step whose idea it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Name of the lesson.
    pub lesson: String,
    /// Its title.
    pub title: String,
    /// Name of the step.
    pub step: String,
    /// The question.
    pub again: Again,
}

/// What can happen at a sitting.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The address asks for one.
    Begin(Purpose),
    /// Ask for the lessons again, or for other questions.
    Again,
    /// Mark an option.
    Pick(u32),
    /// Commit to what is marked.
    Commit,
    /// Go on to the next question.
    Next,
    /// Pass over the chapter that was tested.
    PassOver,
}

impl Row {
    /// The question that is asked.
    pub fn asked(&self) -> Option<&Asked> {
        self.questions.get(self.at)
    }

    /// The answer to it, once committed.
    pub fn answer(&self) -> Option<u32> {
        self.answers.get(self.at).copied()
    }

    /// The questions that were answered otherwise than right.
    pub fn missed(&self) -> impl Iterator<Item = &Asked> {
        let answered = self.questions.iter().zip(&self.answers);
        let missed = answered.filter(|(asked, answer)| !asked.is_right(**answer));
        missed.map(|(asked, _)| asked)
    }

    /// Whether so much was right that the chapter may be passed over: all, or all but one.
    pub fn is_passed(&self) -> bool {
        self.answers.len() == self.questions.len() && self.missed().count() <= 1
    }
}

impl Asked {
    /// Whether an answer is right.
    pub fn is_right(&self, answer: u32) -> bool {
        answer == self.again.question.answer(self.again.asking)
    }
}

impl Learn {
    /// What is due today, the longest due first: lesson, step, and how often it was remembered.
    pub fn due(&self) -> Vec<(&str, &str, u32)> {
        let all = self.reviews();
        all.filter(|(.., day, _)| *day <= self.today)
            .map(|(lesson, step, _, recalled)| (lesson, step, recalled))
            .collect()
    }

    /// In how many days the next missed idea comes back that is not due yet.
    pub fn next_review(&self) -> Option<u32> {
        let mut later = self.reviews().filter(|(.., day, _)| *day > self.today);
        later.next().map(|(.., day, _)| day - self.today)
    }

    /// Reviews of steps that the course has.
    fn reviews(&self) -> impl Iterator<Item = (&str, &str, u32, u32)> {
        let is_there = |lesson: &str, step: &str| {
            let has = |entry: &Entry| entry.id == lesson && entry.steps.iter().any(|it| it == step);
            self.course.iter().any(has)
        };
        let all = self.progress.reviews().into_iter();
        all.filter(move |(lesson, step, _)| is_there(lesson, step))
            .map(|(lesson, step, review)| (lesson, step, review.due, review.recalled))
    }

    /// The lessons of a chapter, by its name in addresses.
    pub fn chapter(&self, name: &str) -> impl Iterator<Item = &Entry> {
        self.course
            .iter()
            .filter(move |entry| slug(&entry.front.chapter) == name)
    }

    /// The lessons that a sitting needs.
    fn needed(&self, purpose: &Purpose) -> Vec<String> {
        let mut needed: Vec<String> = match purpose {
            Purpose::Review => {
                let due = self.due().into_iter().take(MOST);
                due.map(|(lesson, ..)| lesson.to_owned()).collect()
            }
            Purpose::Chapter(name) => self.chapter(name).map(|entry| entry.id.clone()).collect(),
        };
        needed.sort();
        needed.dedup();
        needed
    }

    /// The questions of a sitting, from the lessons that it needs.
    fn questions(&self, purpose: &Purpose, read: &BTreeMap<String, Rc<Opened>>) -> Rc<[Asked]> {
        match purpose {
            Purpose::Review => {
                let due = self.due().into_iter().take(MOST);
                let asked = due.filter_map(|(lesson, step, recalled)| {
                    let opened = read.get(lesson)?;
                    let found = opened.lesson.steps.iter().find(|it| it.id == step)?;
                    let variants = found.again.len().max(1);
                    let again = found.again.get(recalled as usize % variants)?;
                    Some(asked(lesson, opened, step, again))
                });
                asked.collect()
            }
            Purpose::Chapter(name) => {
                let lessons: Vec<&Entry> = self.chapter(name).collect();
                let each = match lessons.len() {
                    1 => 4,
                    2 => 3,
                    _ => 2,
                };
                let of = |entry: &&Entry| {
                    let Some(opened) = read.get(&entry.id) else {
                        return Vec::new();
                    };
                    let steps = opened.lesson.steps.iter();
                    let variants = steps.flat_map(|step| {
                        let ask = move |again| asked(&entry.id, opened, &step.id, again);
                        step.again.iter().map(ask)
                    });
                    let all: Vec<Asked> = variants.collect();
                    // Whoever comes again is asked others.
                    let from = (self.today as usize + self.sittings) * each;
                    let turned = all.iter().cycle().skip(from % all.len().max(1));
                    turned.take(each.min(all.len())).cloned().collect()
                };
                lessons.iter().flat_map(of).collect()
            }
        }
    }
}

fn asked(lesson: &str, opened: &Opened, step: &str, again: &Again) -> Asked {
    Asked {
        lesson: lesson.to_owned(),
        title: opened.lesson.front.title.clone(),
        step: step.to_owned(),
        again: again.clone(),
    }
}

impl Model {
    pub(super) fn update_sitting(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Begin(purpose) => self.begin_sitting(purpose, effects),
            Msg::Again => {
                if let Some(sitting) = self.learn.sitting.take() {
                    self.begin_sitting(sitting.purpose, effects);
                }
            }
            Msg::Pick(choice) => {
                if let Some(row) = self.learn.row()
                    && let Some(asking) = row.asked().map(|asked| asked.again.asking)
                {
                    row.picked = asking.picked(row.picked, choice);
                }
            }
            Msg::Commit => self.commit(effects),
            Msg::Next => {
                if let Some(row) = self.learn.row().filter(|row| row.answer().is_some()) {
                    row.at += 1;
                    row.picked = None;
                }
            }
            Msg::PassOver => self.pass_over(effects),
        }
    }

    fn begin_sitting(&mut self, purpose: Purpose, effects: &mut Vec<Effect>) {
        self.learn.sittings += 1;
        for lesson in self.learn.needed(&purpose) {
            effects.push(Effect::FetchLesson { lesson });
        }
        self.learn.sitting = Some(Sitting {
            purpose,
            stage: Stage::Coming(BTreeMap::new()),
        });
        self.lay_out_questions();
    }

    /// A lesson has come that a sitting may wait for.
    pub(super) fn sitting_fetched(&mut self, lesson: &str, file: &Result<Rc<Opened>, String>) {
        let Some(Sitting {
            stage: stage @ Stage::Coming(_),
            ..
        }) = &mut self.learn.sitting
        else {
            return;
        };
        match (file, &mut *stage) {
            (Ok(opened), Stage::Coming(read)) => {
                read.insert(lesson.to_owned(), Rc::clone(opened));
            }
            (Err(why), _) => *stage = Stage::Failed(why.clone()),
            (Ok(_), _) => {}
        }
        self.lay_out_questions();
    }

    /// Once every lesson is here, there are questions.
    fn lay_out_questions(&mut self) {
        let learn = &self.learn;
        let Some(Sitting {
            purpose,
            stage: Stage::Coming(read),
        }) = &learn.sitting
        else {
            return;
        };
        if learn
            .needed(purpose)
            .iter()
            .all(|lesson| read.contains_key(lesson))
        {
            let row = Row {
                questions: learn.questions(purpose, read),
                ..Row::default()
            };
            if let Some(sitting) = &mut self.learn.sitting {
                sitting.stage = Stage::Asking(row);
            }
        }
    }

    fn commit(&mut self, effects: &mut Vec<Effect>) {
        let today = self.learn.today;
        let is_review = matches!(&self.learn.sitting, Some(it) if it.purpose == Purpose::Review);
        let Some(row) = self.learn.row().filter(|row| row.answer().is_none()) else {
            return;
        };
        let (Some(asked), Some(picked)) = (row.asked().cloned(), row.picked) else {
            return;
        };
        row.answers.push(picked);
        // Who takes a test to pass a chapter over has not been taught it yet.
        if is_review {
            let change = match asked.is_right(picked) {
                true => Progress::remembered,
                false => Progress::missed,
            };
            let progress = Rc::make_mut(&mut self.learn.progress);
            change(progress, &asked.lesson, &asked.step, today);
            effects.push(Effect::KeepProgress(self.learn.progress.write()));
        }
    }

    fn pass_over(&mut self, effects: &mut Vec<Effect>) {
        let Some(Sitting {
            purpose: Purpose::Chapter(name),
            stage: Stage::Asking(row),
        }) = &self.learn.sitting
        else {
            return;
        };
        if !row.is_passed() {
            return;
        }
        let before = &self.learn.progress;
        let steps = self.learn.chapter(name).flat_map(|entry| {
            let marks = entry
                .steps
                .iter()
                .map(|step| (step, before.mark(&entry.id, step)));
            let unfinished = marks.filter(|(_, mark)| mark.state < State::Skipped);
            unfinished.map(|(step, mark)| (entry.id.clone(), step.clone(), mark.state))
        });
        let steps: Rc<[_]> = steps.collect();
        let progress = Rc::make_mut(&mut self.learn.progress);
        for (lesson, step, _) in steps.iter() {
            progress.advance(lesson, step, State::Skipped);
        }
        self.learn.before = Some(Before::PassedOver(steps));
        effects.push(Effect::KeepProgress(self.learn.progress.write()));
        if let Some(row) = self.learn.row() {
            row.passed_over = true;
        }
        self.say("The chapter is passed over. You can undo this.");
    }
}

impl Learn {
    fn row(&mut self) -> Option<&mut Row> {
        match &mut self.sitting.as_mut()?.stage {
            Stage::Asking(row) => Some(row),
            Stage::Coming(_) | Stage::Failed(_) => None,
        }
    }
}

impl From<Msg> for LearnMsg {
    fn from(msg: Msg) -> Self {
        Self::Sitting(msg)
    }
}

#[cfg(test)]
mod tests;
