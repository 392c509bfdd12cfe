//! What is sent when, what waits, and what is given up.

use super::*;
use crate::options::Options;
use crate::protocol::Extra;

fn draft(text: &str) -> Draft {
    Draft {
        path: "a.py".into(),
        text: text.into(),
        options: Options::default(),
    }
}

fn check(text: &str) -> Job {
    Job::Check(draft(text))
}

fn sent(work: &[Work]) -> Vec<u64> {
    let id = |each: &Work| {
        if let Work::Send(request) = each {
            Some(request.id)
        } else {
            None
        }
    };
    work.iter().filter_map(id).collect()
}

#[test]
fn the_newest_text_waits_and_older_ones_are_dropped() {
    let (mut queue, mut work) = (Queue::default(), Vec::new());
    for text in ["a", "b", "c"] {
        queue.submit(Lane::Check, check(text), &mut work);
    }
    assert_eq!(sent(&work), [1]);
    assert!(
        !queue.answered(1, true, &mut work),
        "an answer about an old text is not shown"
    );
    assert_eq!(sent(&work), [1, 3]);
    assert!(queue.answered(3, true, &mut work));
    assert!(!queue.is_busy(Lane::Check));
}

#[test]
fn while_it_is_held_the_newest_waits_and_no_alarm_is_set() {
    let (mut queue, mut work) = (Queue::default(), Vec::new());
    queue.hold(Worker::Engine);
    for text in ["a", "b"] {
        queue.submit(Lane::Check, check(text), &mut work);
    }
    assert!(work.is_empty() && queue.is_busy(Lane::Check));
    queue.let_go(Worker::Engine, &mut work);
    assert_eq!(
        (&work[0], sent(&work)),
        (&Work::Restart(Worker::Engine), vec![2])
    );
}

#[test]
fn a_keystroke_stops_slow_work() {
    let (mut queue, mut work) = (Queue::default(), Vec::new());
    queue.submit(Lane::Check, check("long"), &mut work);
    assert_eq!(queue.alarm(1, Alarm::Slow, &mut work), None);
    assert!(
        !work.contains(&Work::Restart(Worker::Engine)),
        "nothing newer waits"
    );
    queue.submit(Lane::Check, check("newer"), &mut work);
    assert!(work.contains(&Work::Restart(Worker::Engine)));
    assert_eq!(sent(&work), [1, 2]);
    assert!(
        !queue.answered(1, true, &mut work),
        "the stopped worker's answer means nothing"
    );
}

#[test]
fn fixes_of_an_older_text_give_way_to_its_newer_one() {
    let repair = || Job::Repair(draft("a"));
    let (mut queue, mut work) = (Queue::default(), Vec::new());
    queue.submit(Lane::Repair, repair(), &mut work);
    queue.submit(Lane::Check, check("b"), &mut work);
    assert_eq!(sent(&work), [1], "what is quick may end");
    queue.alarm(1, Alarm::Slow, &mut work);
    assert!(
        work.contains(&Work::Restart(Worker::Engine)),
        "what is slow may not"
    );
    assert_eq!(sent(&work), [1, 2]);
    queue.submit(Lane::Repair, repair(), &mut work);
    queue.submit(Lane::Check, check("c"), &mut work);
    assert!(!queue.is_busy(Lane::Repair), "nobody waits for it");
    assert!(!queue.answered(2, true, &mut work));
    assert_eq!(sent(&work), [1, 2, 4]);
}

#[test]
fn slow_work_of_another_kind_is_not_stopped() {
    let (mut queue, mut work) = (Queue::default(), Vec::new());
    queue.submit(Lane::Hello, Job::Hello, &mut work);
    queue.submit(Lane::Check, check("a"), &mut work);
    queue.alarm(1, Alarm::Slow, &mut work);
    assert!(!work.contains(&Work::Restart(Worker::Engine)));
}

#[test]
fn overdue_work_is_given_up_and_what_waits_goes_on() {
    let (mut queue, mut work) = (Queue::default(), Vec::new());
    queue.submit(Lane::Check, check("a"), &mut work);
    queue.submit(Lane::Hello, Job::Hello, &mut work);
    let given_up = queue.alarm(1, Alarm::Overdue, &mut work);
    assert_eq!(
        given_up,
        Some(GivenUp {
            worker: Worker::Engine,
            lane: Some(Lane::Check),
            for_good: false
        })
    );
    assert!(work.contains(&Work::Restart(Worker::Engine)));
    assert_eq!(sent(&work), [1, 2]);
    assert_eq!(
        queue.alarm(1, Alarm::Overdue, &mut work),
        None,
        "an old alarm means nothing"
    );
}

#[test]
fn a_worker_that_always_dies_is_left_alone_until_asked() {
    let (mut queue, mut work) = (Queue::default(), Vec::new());
    let mut last = false;
    for _ in 0..PATIENCE {
        queue.submit(Lane::Check, check("a"), &mut work);
        last = queue.give_up(Worker::Engine, &mut work).for_good;
    }
    assert!(last);
    work.clear();
    queue.retry(&mut work);
    assert_eq!(work, [Work::Restart(Worker::Engine)]);
}

#[test]
fn five_megabytes_get_more_time() {
    let (mut queue, mut work) = (Queue::default(), Vec::new());
    queue.submit(Lane::Check, check(&"a = 1\n".repeat(1_000_000)), &mut work);
    assert!(work.contains(&Work::Ring(
        Worker::Engine,
        1,
        Alarm::Overdue,
        OVERDUE + 6 * OVERDUE_MEGABYTE
    )));
}

#[test]
fn the_workers_do_not_wait_for_each_other() {
    let settings = |text: &str| Job::Extra(Extra::ReadProject { text: text.into() });
    let (mut queue, mut work) = (Queue::default(), Vec::new());
    queue.submit(Lane::Project, settings("a"), &mut work);
    queue.submit(Lane::Check, check("a"), &mut work);
    assert_eq!(sent(&work), [1, 2]);
    queue.alarm(1, Alarm::Slow, &mut work);
    queue.submit(Lane::Project, settings("b"), &mut work);
    assert!(work.contains(&Work::Restart(Worker::Helper)));
    assert!(!work.contains(&Work::Restart(Worker::Engine)));
    assert_eq!(sent(&work), [1, 2, 3]);
    let given_up = queue.give_up(Worker::Helper, &mut work);
    assert_eq!(given_up.lane, Some(Lane::Project));
    assert!(queue.answered(2, true, &mut work), "and goes on");
}
