//! The Lesson page on a real lesson, with the worker's part done on the spot.

use super::*;
use crate::app::model::queue::Work;
use crate::app::model::{Kept, Model, Msg as AppMsg};
use crate::engine::{Helper, sit};
use crate::lessons::progress::State;
use crate::lessons::{self, Standing, StepKind};
use crate::protocol::{Job, Reply, Request, Response, encode};

/// A model with its outside: files, worker and store.
pub(super) struct Page {
    pub(super) model: Model,
    /// What was stored last.
    kept: Option<String>,
    /// What was set aside.
    aside: Option<String>,
}

impl Page {
    pub(super) fn new(kept: Option<String>) -> Self {
        let mut page = Self {
            model: Model::default(),
            kept: kept.clone(),
            aside: None,
        };
        page.app(AppMsg::Start(Box::new(Kept {
            progress: kept,
            ..Kept::default()
        })));
        page
    }

    pub(super) fn send(&mut self, msg: Msg) {
        self.app(AppMsg::Learn(msg));
    }

    pub(super) fn visit(&mut self, step: &str) {
        let lesson = "a-file-left-open".to_owned();
        self.send(Msg::Visit {
            lesson,
            step: Some(step.to_owned()),
        });
    }

    fn app(&mut self, msg: AppMsg) {
        let mut inbox = vec![msg];
        while let Some(msg) = inbox.pop() {
            for effect in self.model.update(msg) {
                match effect {
                    Effect::KeepProgress(text) => self.kept = Some(text),
                    Effect::SetProgressAside(text) => self.aside = Some(text),
                    Effect::FetchLesson { lesson } => {
                        let file = self.file(&lesson);
                        inbox.push(AppMsg::Learn(Msg::Fetched(lesson, file)));
                    }
                    Effect::Work(Work::Send(request)) => inbox.extend(answer(request)),
                    _ => {}
                }
            }
        }
    }

    /// What the build makes of a lesson.
    fn file(&self, lesson: &str) -> Result<Vec<u8>, String> {
        let entry = self.model.learn.course.iter().find(|it| it.id == lesson);
        let path = &entry.ok_or("no such lesson")?.path;
        let file = format!("{}/lessons/{path}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(file).map_err(|e| e.to_string())?;
        let opened = lessons::open(&text).map_err(|problems| format!("{problems:?}"))?;
        Ok(encode(&opened))
    }

    fn desk(&self) -> &Desk {
        &self.model.learn.open.as_ref().unwrap().desk
    }

    fn exercise(&self) -> lessons::Exercise {
        match &self.model.learn.step().unwrap().kind {
            StepKind::Exercise(exercise) => (**exercise).clone(),
            other => panic!("{} is no exercise", other.word()),
        }
    }

    fn state(&self) -> State {
        self.model.learn.mark().state
    }
}

/// What the worker would answer.
fn answer(Request { id, job }: Request) -> Option<AppMsg> {
    let reply = match job {
        Job::Extra(extra) => Reply::Extra(Helper::default().answer(extra, &|| 0.0)),
        Job::Judge(exam) => Reply::Judged(sit(exam)),
        Job::Hello => Reply::Hello(crate::protocol::VERSION),
        _ => Reply::Checked {
            report: Default::default(),
            took: 0.0,
        },
    };
    Some(AppMsg::Answer(Box::new(Response {
        id,
        last: true,
        reply,
    })))
}

#[test]
fn only_a_real_repair_solves_the_exercise() {
    let mut page = Page::new(None);
    page.visit("repair");
    let exercise = page.exercise();
    assert_eq!(page.desk().verdict().unwrap().standing, Standing::NotYet);
    for attempt in &exercise.attempts {
        page.send(Msg::Text(attempt.code.clone()));
        assert_eq!(
            page.desk().verdict().unwrap().message.as_ref(),
            Some(&attempt.message)
        );
        assert_eq!(page.state(), State::Begun);
    }
    page.send(Msg::Text(exercise.solution));
    assert_eq!(page.desk().verdict().unwrap().standing, Standing::Solved);
    assert_eq!(page.state(), State::Done);
}

#[test]
fn what_was_typed_comes_back() {
    let mut page = Page::new(None);
    page.visit("repair");
    page.send(Msg::Text("mine = 1\n".to_owned()));
    let mut later = Page::new(page.kept);
    later.visit("repair");
    assert_eq!(&*later.desk().text, "mine = 1\n");
}

#[test]
fn a_reset_can_be_undone() {
    let mut page = Page::new(None);
    page.visit("repair");
    page.send(Msg::Text("mine = 1\n".to_owned()));
    page.send(Msg::Reset);
    assert_eq!(*page.desk().text, page.exercise().start.code);
    page.send(Msg::UndoReset);
    assert_eq!(&*page.desk().text, "mine = 1\n");
}

#[test]
fn a_step_that_is_done_stays_done_while_it_is_asked_again() {
    let mut page = Page::new(None);
    page.visit("damaged");
    page.send(Msg::Pick(1));
    page.send(Msg::Commit);
    page.send(Msg::Reset);
    assert_eq!(page.model.learn.mark().answer, None);
    let mut later = Page::new(page.kept);
    later.visit("damaged");
    assert_eq!(later.state(), State::Done);
    let learn = &later.model.learn;
    assert_eq!(learn.progress.tally(learn.entry().unwrap()).finished, 1);
    later.send(Msg::UndoReset);
    assert_eq!(later.model.learn.mark().answer, Some(1));
}

#[test]
fn a_step_that_was_only_begun_is_new_after_a_reset() {
    let mut page = Page::new(None);
    page.visit("repair");
    page.send(Msg::Text("mine = 1\n".to_owned()));
    page.send(Msg::Reset);
    assert_eq!(page.state(), State::New);
}

#[test]
fn nothing_is_committed_by_marking_an_option() {
    let mut page = Page::new(None);
    page.visit("damaged");
    page.send(Msg::Pick(1));
    assert_eq!(page.model.learn.mark().answer, None);
    page.send(Msg::Commit);
    assert_eq!(page.model.learn.mark().answer, Some(1));
    let step = page.model.learn.step().unwrap();
    assert_eq!(page.model.learn.mark().is_right(&step.kind), Some(true));
}

#[test]
fn a_lesson_opens_where_it_was_left() {
    let mut page = Page::new(None);
    page.visit("incident");
    page.send(Msg::Read);
    let mut later = Page::new(page.kept);
    later.send(Msg::Visit {
        lesson: "a-file-left-open".to_owned(),
        step: None,
    });
    assert_eq!(later.model.learn.step().unwrap().id, "damaged");
}

#[test]
fn the_simulation_is_judged_and_its_knobs_are_kept() {
    let mut page = Page::new(None);
    page.visit("call-off");
    page.send(Msg::Play);
    assert_eq!(page.state(), State::Begun);
    let StepKind::Simulate(goal) = page.model.learn.step().unwrap().kind.clone() else {
        panic!("a simulation")
    };
    page.send(Msg::Turn(goal.solution));
    page.send(Msg::Play);
    assert_eq!(page.state(), State::Done);
    let mut later = Page::new(page.kept);
    later.visit("call-off");
    assert_eq!(later.desk().settings, goal.solution);
}

#[test]
fn progress_that_cannot_be_read_is_set_aside() {
    let page = Page::new(Some("{not json".to_owned()));
    assert_eq!(page.aside.as_deref(), Some("{not json"));
    assert_eq!(*page.model.learn.progress, Progress::default());
}

#[test]
fn an_unknown_lesson_opens_nothing() {
    let mut page = Page::new(None);
    page.send(Msg::Visit {
        lesson: "no-such".to_owned(),
        step: None,
    });
    assert_eq!(page.model.learn.open, None);
}

#[test]
fn a_lesson_that_does_not_come_says_why() {
    let mut page = Page::new(None);
    page.visit("repair");
    page.model.learn.open = None;
    let mut effects = Vec::new();
    let lesson = "a-file-left-open".to_owned();
    let visit = Msg::Visit {
        lesson: lesson.clone(),
        step: None,
    };
    page.model.update_learn(visit, &mut effects);
    page.send(Msg::Fetched(lesson.clone(), Err("404".to_owned())));
    let content = |page: &Page| page.model.learn.open.as_ref().map(|it| it.content.clone());
    assert_eq!(content(&page), Some(Content::Failed("404".to_owned())));
    page.send(Msg::Again);
    assert!(matches!(content(&page), Some(Content::Here(_))));
    page.send(Msg::Fetched(lesson, Ok(b"<!doctype html>".to_vec())));
    assert!(matches!(content(&page), Some(Content::Failed(_))));
}

#[test]
fn progress_is_replaced_as_a_whole_and_taken_back() {
    let mut page = Page::new(None);
    page.visit("damaged");
    page.send(Msg::Pick(1));
    page.send(Msg::Commit);
    let kept = page.model.learn.progress.write();
    page.send(Msg::StartAgain);
    let entry = page
        .model
        .learn
        .named("a-file-left-open")
        .unwrap()
        .1
        .clone();
    assert!(!page.model.learn.progress.is_begun(&entry));
    assert_ne!(page.kept.as_deref(), Some(kept.as_str()));
    page.send(Msg::TakeBack);
    assert_eq!(page.kept.as_deref(), Some(kept.as_str()));
    page.send(Msg::StartAgain);
    page.send(Msg::Import(kept.clone()));
    assert_eq!(page.model.learn.progress.write(), kept);
    page.send(Msg::Import("{\"version\": 99}".to_owned()));
    assert_eq!(
        page.model.learn.progress.write(),
        kept,
        "what is there stays"
    );
}

#[test]
fn what_is_taken_back_can_be_had_again() {
    let mut page = Page::new(None);
    page.send(Msg::StartAgain);
    page.visit("damaged");
    page.send(Msg::Pick(1));
    page.send(Msg::Commit);
    let worked = page.model.learn.progress.write();
    page.send(Msg::TakeBack);
    assert_ne!(page.kept.as_deref(), Some(worked.as_str()));
    page.send(Msg::TakeBack);
    assert_eq!(page.kept.as_deref(), Some(worked.as_str()));
}

#[test]
fn what_was_answered_elsewhere_is_taken_over_piece_by_piece() {
    let given = |step: &str, answer: &str| {
        let head = format!("{{\"lesson\":\"a-file-left-open\",\"step\":\"{step}\",");
        format!("{head}\"answer\":{answer},\"said\":null,\"missed\":true}}")
    };
    let reading = format!(
        "[null, 3, {}, {}]",
        given("damaged", "1"),
        given("x", "\"y\"")
    );
    let start = |progress: Option<&str>| {
        let mut model = Model::default();
        let effects = model.update(AppMsg::Start(Box::new(Kept {
            progress: progress.map(str::to_owned),
            reading: Some(reading.clone()),
            today: 1_000,
            ..Kept::default()
        })));
        let taken = effects
            .iter()
            .any(|effect| matches!(effect, Effect::TakeOver(_)));
        (model, taken)
    };
    let (model, taken) = start(None);
    let mark = |model: &Model, step| model.learn.progress.mark("a-file-left-open", step);
    assert!(taken);
    assert_eq!(mark(&model, "damaged").answer, Some(1));
    assert_eq!(model.learn.next_review(), Some(1));
    let (model, taken) = start(Some("{\"version\": 99}"));
    assert!(!taken, "it waits for a program that can read the rest");
    assert_eq!(mark(&model, "damaged").answer, None);
}

/// A lesson of a teacher's own with one step.
fn written(title: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\nchapter = \"C\"\nsummary = \"S\"\nminutes = 5\n+++\n\n\
         Opening.\n\n## One\n\nText.\n"
    )
}

#[test]
fn another_lesson_of_ones_own_takes_nothing_away_and_what_is_none_changes_nothing() {
    let mut page = Page::new(None);
    page.send(own::Msg::Text(written("First")).into());
    page.send(Msg::Read);
    assert_eq!(page.state(), State::Done);
    page.send(own::Msg::Text(written("Second")).into());
    assert_eq!(page.state(), State::New);
    page.send(own::Msg::Link("1cut".to_owned()).into());
    assert!(matches!(page.model.learn.own.given, own::Given::Wrong(_)));
    let here = page.model.learn.own_entry().unwrap();
    assert_eq!(here.front.title, "Second");
    page.send(own::Msg::Text("no lesson".to_owned()).into());
    assert!(page.model.learn.own_entry().is_some());
    page.send(own::Msg::Text(written("First")).into());
    assert_eq!(page.state(), State::Done);
}
