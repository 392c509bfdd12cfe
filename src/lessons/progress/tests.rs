use super::*;

fn entry() -> Entry {
    let steps = vec!["a".to_owned(), "b".to_owned()];
    Entry {
        id: "l".to_owned(),
        path: String::new(),
        front: Default::default(),
        steps,
    }
}

#[test]
fn survives_being_stored() {
    let mut progress = Progress::default();
    progress.answer("l", "a", 2);
    progress.draft("l", "b", "x = 1", "");
    progress.hint("l", "b");
    let read = Progress::read(&progress.write()).unwrap();
    assert_eq!(read, progress);
    assert_eq!(
        read.tally(&entry()),
        Tally {
            finished: 1,
            steps: 2
        }
    );
    assert_eq!(read.next_step(&entry()), 1);
}

#[test]
fn a_reset_can_be_undone_once() {
    let mut progress = Progress::default();
    progress.draft("l", "a", "mine", "start");
    progress.reset("l", "a");
    assert_eq!(progress.mark("l", "a").draft, None);
    assert!(progress.mark("l", "a").can_undo());
    progress.undo_reset("l", "a");
    assert_eq!(progress.mark("l", "a").draft.as_deref(), Some("mine"));
    assert!(!progress.mark("l", "a").can_undo());
}

#[test]
fn what_was_missed_is_asked_again_whatever_is_reset() {
    let mut progress = Progress::default();
    progress.answer("l", "b", 1);
    progress.missed("l", "b", 100);
    progress.missed("l", "a", 90);
    progress.reset("l", "b");
    let asked: Vec<(&str, u32)> = (progress.reviews().iter())
        .map(|(_, step, review)| (*step, review.due))
        .collect();
    assert_eq!(asked, [("a", 91), ("b", 101)]);
    progress.remembered("l", "a", 95);
    assert_eq!(progress.mark("l", "a").review.map(|it| it.due), Some(98));
    assert_eq!(Progress::read(&progress.write()).as_ref(), Ok(&progress));
}

#[test]
fn answers_given_while_reading_count_and_replace_nothing() {
    let given = r#"[{"lesson":"l","step":"a","answer":2,"said":null,"missed":true},
        {"lesson":"l","step":"b","answer":null,"said":7.5,"missed":false}]"#;
    let given: Vec<Reading> = serde_json::from_str(given).unwrap();
    let mut progress = Progress::default();
    progress.answer("l", "a", 1);
    progress.take_over(&given, 100);
    assert_eq!(progress.mark("l", "a").answer, Some(1));
    assert_eq!(progress.mark("l", "b").said, Some(7.5));
    assert!(progress.reviews().is_empty());
    let mut fresh = Progress::default();
    fresh.take_over(&given, 100);
    assert_eq!(fresh.reviews().len(), 1);
}

#[test]
fn typing_after_a_reset_keeps_the_way_back() {
    let mut progress = Progress::default();
    progress.draft("l", "a", "mine", "start");
    progress.reset("l", "a");
    progress.draft("l", "a", "other", "start");
    assert!(progress.mark("l", "a").can_undo());
}

#[test]
fn done_stays_done() {
    let mut progress = Progress::default();
    progress.advance("l", "a", State::Done);
    progress.advance("l", "a", State::Begun);
    progress.draft("l", "a", "x", "");
    assert_eq!(progress.mark("l", "a").state, State::Done);
}

#[test]
fn other_texts_are_refused_not_swallowed() {
    assert_eq!(
        Progress::read("{\"version\":99}"),
        Err(Unreadable::Newer(99))
    );
    for corrupt in [
        "",
        "null",
        "[]",
        "{\"version\":1}",
        "{\"version\":1,\"lessons\":3}",
    ] {
        assert!(
            matches!(Progress::read(corrupt), Err(Unreadable::Corrupt(_))),
            "{corrupt}"
        );
    }
}
