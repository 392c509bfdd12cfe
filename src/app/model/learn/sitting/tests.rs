//! Sittings on the course as it is.

use super::super::tests::Page;
use super::*;
use crate::app::model::Msg as AppMsg;
use crate::app::model::learn::Solution;
use crate::lessons::{Asking, StepKind};

/// A question of the lesson that is open, answered otherwise than right.
fn miss(page: &mut Page) -> String {
    let opened = Rc::clone(page.model.learn.opened().unwrap());
    let steps = opened.lesson.steps.iter();
    let question = steps.filter_map(|step| match &step.kind {
        StepKind::Ask(asking, question) => Some((step, *asking, question)),
        _ => None,
    });
    let (step, asking, question) = question.into_iter().next().unwrap();
    page.visit(&step.id);
    page.send(LearnMsg::Pick(wrong(asking, question.answer(asking))));
    page.send(LearnMsg::Commit);
    step.id.clone()
}

/// An option that is not the answer.
fn wrong(asking: Asking, answer: u32) -> u32 {
    match (asking.takes_several(), answer) {
        (true, _) => answer.trailing_ones(),
        (false, 0) => 1,
        (false, _) => 0,
    }
}

fn begun(page: &mut Page, purpose: Purpose) -> Row {
    page.send(Msg::Begin(purpose).into());
    row(page)
}

fn row(page: &Page) -> Row {
    match &page.model.learn.sitting.as_ref().unwrap().stage {
        Stage::Asking(row) => row.clone(),
        other => panic!("{other:?}"),
    }
}

/// Answers the question that is asked, right or otherwise.
fn answer(page: &mut Page, is_right: bool) {
    let row = row(page);
    let again = &row.asked().unwrap().again;
    let right = again.question.answer(again.asking);
    let options: Vec<u32> = match (is_right, again.asking.takes_several()) {
        (true, true) => (0..32).filter(|bit| right & (1 << bit) != 0).collect(),
        (true, false) => vec![right],
        (false, _) => vec![wrong(again.asking, right)],
    };
    for option in options {
        page.send(Msg::Pick(option).into());
    }
    page.send(Msg::Commit.into());
    page.send(Msg::Next.into());
}

#[test]
fn what_was_missed_comes_back_on_its_days_until_it_was_remembered_four_times() {
    let mut page = Page::new(None);
    page.send(LearnMsg::Today(1_000));
    page.visit("damaged");
    let step = miss(&mut page);
    assert!(page.model.learn.due().is_empty());
    assert_eq!(page.model.learn.next_review(), Some(1));
    let mut asked_on = Vec::new();
    for day in 1_000..1_100 {
        page.send(LearnMsg::Today(day));
        if begun(&mut page, Purpose::Review).questions.is_empty() {
            continue;
        }
        assert_eq!(row(&page).questions[0].step, step);
        answer(&mut page, true);
        asked_on.push(day);
    }
    assert_eq!(asked_on, [1_001, 1_004, 1_011, 1_041]);
    assert_eq!(page.model.learn.next_review(), None);
}

#[test]
fn what_is_missed_again_begins_again() {
    let mut page = Page::new(None);
    page.send(LearnMsg::Today(1_000));
    page.visit("damaged");
    miss(&mut page);
    page.send(LearnMsg::Today(1_001));
    begun(&mut page, Purpose::Review);
    answer(&mut page, true);
    page.send(LearnMsg::Today(1_004));
    begun(&mut page, Purpose::Review);
    answer(&mut page, false);
    assert_eq!(page.model.learn.next_review(), Some(1));
}

#[test]
fn what_was_answered_right_or_passed_over_does_not_come_back() {
    let mut page = Page::new(None);
    page.visit("damaged");
    let Some(StepKind::Ask(asking, question)) = page.model.learn.step().map(|it| it.kind.clone())
    else {
        panic!("no question");
    };
    page.send(LearnMsg::Pick(question.answer(asking)));
    page.send(LearnMsg::Commit);
    page.visit("repair");
    page.send(LearnMsg::Skip);
    page.send(LearnMsg::ShowSolution(Solution::Shown));
    assert_eq!(page.model.learn.next_review(), None);
}

#[test]
fn a_test_that_is_passed_passes_the_chapter_over_and_that_can_be_undone() {
    let mut page = Page::new(None);
    let chapter = slug(&page.model.learn.course[1].front.chapter);
    let asked = begun(&mut page, Purpose::Chapter(chapter.clone()));
    assert!(asked.questions.len() >= 4, "{}", asked.questions.len());
    answer(&mut page, false);
    while row(&page).asked().is_some() {
        answer(&mut page, true);
    }
    assert_eq!(
        page.model.learn.next_review(),
        None,
        "it was not taught yet"
    );
    assert!(row(&page).is_passed());
    page.send(Msg::PassOver.into());
    let finished = |page: &Page| {
        let learn = &page.model.learn;
        learn.chapter(&chapter).all(|entry| {
            let tally = learn.progress.tally(entry);
            tally.finished == tally.steps
        })
    };
    assert!(finished(&page));
    // What is done after it stays done when it is taken back.
    page.visit("damaged");
    page.send(LearnMsg::Pick(1));
    page.send(LearnMsg::Commit);
    page.send(LearnMsg::TakeBack);
    assert!(!finished(&page));
    assert_eq!(page.model.learn.mark().answer, Some(1));
}

#[test]
fn a_test_with_two_mistakes_passes_nothing_over() {
    let mut page = Page::new(None);
    let chapter = slug(&page.model.learn.course[1].front.chapter);
    begun(&mut page, Purpose::Chapter(chapter.clone()));
    answer(&mut page, false);
    answer(&mut page, false);
    while row(&page).asked().is_some() {
        answer(&mut page, true);
    }
    page.send(Msg::PassOver.into());
    let learn = &page.model.learn;
    assert!(
        learn
            .chapter(&chapter)
            .all(|entry| learn.progress.tally(entry).finished == 0)
    );
    let first: Vec<String> = (row(&page).questions.iter())
        .map(|asked| asked.again.question.stem.clone())
        .collect();
    let others = begun(&mut page, Purpose::Chapter(chapter));
    assert!(
        others
            .questions
            .iter()
            .any(|asked| !first.contains(&asked.again.question.stem))
    );
}

#[test]
fn a_lesson_that_does_not_come_is_told_and_asked_for_again() {
    let mut page = Page::new(None);
    page.model.update(AppMsg::Learn(
        Msg::Begin(Purpose::Chapter("files".into())).into(),
    ));
    page.send(LearnMsg::Fetched(
        "a-file-left-open".into(),
        Err("offline".into()),
    ));
    let stage = page.model.learn.sitting.as_ref().map(|it| it.stage.clone());
    assert_eq!(stage, Some(Stage::Failed("offline".into())));
    page.send(Msg::Again.into());
    assert!(row(&page).asked().is_some());
}
