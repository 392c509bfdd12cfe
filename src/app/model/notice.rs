//! Failures: what the reader is told, and what is given up.

use super::queue::{Alarm, GivenUp, Lane, Worker};
use super::{Effect, Model};
use crate::protocol;
use std::rc::Rc;

/// A failure, told so that the reader can go on and, if they like, report it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What happened, in one sentence.
    pub title: String,
    /// What it means for the reader.
    pub detail: String,
    /// Everything that helps to find the cause, to be copied.
    pub report: String,
    /// What the reader can do besides going on.
    pub remedy: Remedy,
}

/// What a notice offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The page has already recovered.
    None,
    /// Start the worker again.
    Retry,
    /// Load the page again, because it is older than its worker.
    Reload,
}

impl Model {
    pub(super) fn alarm(&mut self, id: u64, alarm: Alarm, effects: &mut Vec<Effect>) {
        let given_up = self.work(effects, |queue, work| queue.alarm(id, alarm, work));
        // Fixes that take too long to make together are not offered together; nothing is lost.
        if let Some(given_up) = given_up.filter(|given_up| given_up.lane != Some(Lane::Repair)) {
            self.tell(&given_up, "No answer in time: the worker was stopped.");
        }
    }

    pub(super) fn give_up(&mut self, worker: Worker, report: &str, effects: &mut Vec<Effect>) {
        let given_up = self.work(effects, |queue, work| queue.give_up(worker, work));
        self.tell(&given_up, report);
    }

    /// Work of this kind does not come any more.
    fn fail(&mut self, lane: Option<Lane>) {
        match lane {
            Some(Lane::Judge) => self.lesson_failed(),
            Some(Lane::Project) => self.own.failed(),
            _ => {}
        }
    }

    /// Tells of work that was given up.
    fn tell(&mut self, given_up: &GivenUp, why: &str) {
        let check = matches!(given_up.lane, Some(Lane::Check | Lane::Detail));
        let engine = given_up.worker == Worker::Engine;
        if check || (engine && given_up.for_good) {
            self.check.failed();
        }
        self.fail(given_up.lane);
        let (title, detail) = match (given_up.for_good, check) {
            (true, _) if given_up.worker == Worker::Judge => (
                "The judge of exercises does not start.",
                "It has failed several times in a row. Your text is safe; try again when you like.",
            ),
            (true, _) if !engine => (
                "The simulator does not start.",
                "It has failed several times in a row. Checking goes on; try again when you like.",
            ),
            (true, _) => (
                "The analyzer does not start.",
                "It has failed several times in a row. Your text is safe; try again when you like.",
            ),
            (false, true) => (
                "The analyzer stopped on this text.",
                "That is our mistake, not yours. It has been started again and goes on with your \
                 next change; nothing you typed is lost.",
            ),
            (false, false) if given_up.worker == Worker::Judge => (
                "The judge of exercises stopped and was started again.",
                "That is our mistake, not yours. Nothing you typed is lost.",
            ),
            (false, false) if !engine => (
                "The simulator stopped and was started again.",
                "That is our mistake, not yours. Nothing you typed is lost.",
            ),
            (false, false) => (
                "The analyzer stopped and was started again.",
                "That is our mistake, not yours. Nothing you typed is lost.",
            ),
        };
        let remedy = if given_up.for_good {
            Remedy::Retry
        } else {
            Remedy::None
        };
        let text = if check { self.check.text.as_ref() } else { "" };
        self.notice = Some(Rc::new(Notice {
            title: title.into(),
            detail: detail.into(),
            report: failure_report(why, text),
            remedy,
        }));
    }
}

/// The notice that page and worker come from different visits.
pub(super) fn older(worker: u32) -> Notice {
    Notice {
        title: "This page is older than the rest of the site.".into(),
        detail: "The browser kept parts of an earlier visit. Loading the page again brings them \
                 together; your draft is kept."
            .into(),
        report: format!("messages: page {}, worker {worker}", protocol::VERSION),
        remedy: Remedy::Reload,
    }
}

/// The report of a failure, as Markdown: what was said, by which version, on which text.
pub(super) fn failure_report(why: &str, text: &str) -> String {
    const MOST: usize = 20_000;
    let shown: String = text.chars().take(MOST).collect();
    let cut = if shown.len() < text.len() {
        "\n(the text is longer)"
    } else {
        ""
    };
    let version = env!("CARGO_PKG_VERSION");
    let text = if text.is_empty() {
        String::new()
    } else {
        format!(
            "\n\nText ({} bytes):\n\n````python\n{shown}\n````{cut}",
            text.len()
        )
    };
    format!(
        "Leaklab {version}, messages {}\n\n{why}{text}\n",
        protocol::VERSION
    )
}
