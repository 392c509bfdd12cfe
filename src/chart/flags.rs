//! What deserves a flag on the timeline: deploy, first leak, alarm, first error, crash, restart.

use super::scene::Scene;
use super::summary::clock;
use crate::sim::frame::{Happening, HappeningKind};

/// A flag.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// When, in seconds.
    pub t: f64,
    /// What happened, shortened.
    pub text: String,
    /// How much it matters.
    pub kind: FlagKind,
}

/// How much a flag matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// Worth a note where there is room.
    Note,
    /// Worth its words everywhere: a deploy, an alarm, a restart.
    Turn,
    /// The resource is gone.
    Leaked,
    /// Something failed.
    Error,
}

impl FlagKind {
    /// Its name in scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Turn => "turn",
            Self::Leaked => "leaked",
            Self::Error => "error",
        }
    }
}

/// The flags of a lane up to the moment that is shown: the deploy, and what happened since.
pub fn flags(scene: &Scene) -> Vec<Flag> {
    let mut all = vec![Flag {
        t: 0.0,
        text: "deploy".to_owned(),
        kind: FlagKind::Turn,
    }];
    let events = (0..scene.past.len())
        .filter_map(|frame| scene.at(frame))
        .flat_map(|lane| &lane.events);
    let mut has_crashed = false;
    for event in events {
        has_crashed |= event.kind == HappeningKind::Crash;
        if event.kind == HappeningKind::Restarted {
            // A planned restart has its flag already.
            if std::mem::replace(&mut has_crashed, false) {
                all.push(Flag {
                    t: event.t,
                    text: "restart".to_owned(),
                    kind: FlagKind::Turn,
                });
            }
        } else {
            all.extend(flag(event));
        }
    }
    all
}

fn flag(event: &Happening) -> Option<Flag> {
    let (text, kind) = match event.kind {
        HappeningKind::FirstLeak => ("first leak".to_owned(), FlagKind::Note),
        HappeningKind::Milestone => {
            let share = event.text.split(" of ").next()?;
            (format!("{share} gone"), FlagKind::Note)
        }
        HappeningKind::Exhausted => ("nothing left".to_owned(), FlagKind::Leaked),
        HappeningKind::Error => {
            let text = event.text.split(" (Background").next()?;
            (text.to_owned(), FlagKind::Error)
        }
        HappeningKind::Crash => ("crash".to_owned(), FlagKind::Error),
        HappeningKind::Alert => ("alarm".to_owned(), FlagKind::Turn),
        HappeningKind::ProbeFailed => ("the probe fails".to_owned(), FlagKind::Error),
        HappeningKind::Planned => ("restart".to_owned(), FlagKind::Turn),
        HappeningKind::Scaled => (event.text.clone(), FlagKind::Note),
        HappeningKind::Collection | HappeningKind::Restarted => return None,
    };
    Some(Flag {
        t: event.t,
        text,
        kind,
    })
}

/// Flags in one line of text, the newest last; of many, the first and the last ones.
pub fn words(flags: &[Flag]) -> String {
    /// Flags at both ends that are told.
    const TOLD: usize = 5;
    let each = |flag: &Flag| match flag.t {
        0.0 => format!("0:00 {}", flag.text),
        t => format!("{} {}", clock(t), flag.text),
    };
    if flags.len() <= 2 * TOLD {
        let all: Vec<String> = flags.iter().map(each).collect();
        return all.join(" · ");
    }
    let first: Vec<String> = flags[..TOLD].iter().map(each).collect();
    let last: Vec<String> = flags[flags.len() - TOLD..].iter().map(each).collect();
    let between = flags.len() - 2 * TOLD;
    format!(
        "{} · {between} more · {}",
        first.join(" · "),
        last.join(" · ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;

    fn texts(id: &str) -> Vec<String> {
        let run = played(id);
        let all = flags(&run.scene(0));
        all.into_iter().map(|flag| flag.text).collect()
    }

    #[test]
    fn a_leak_is_told_from_its_deploy_to_its_error() {
        let all = texts("raw-descriptor");
        assert_eq!(all[0], "deploy");
        assert_eq!(all[1], "first leak");
        assert!(all.last().is_some_and(|text| text.contains("Errno 24")));
    }

    #[test]
    fn a_crash_is_followed_by_its_restart_and_a_planned_one_is_told_once() {
        let all = texts("crash-loop");
        let crash = all.iter().position(|text| text == "crash").expect("one");
        assert_eq!(all[crash + 1], "restart");
        let nights = texts("nightly-restart");
        let restarts = nights.iter().filter(|text| *text == "restart").count();
        assert!((4..=5).contains(&restarts), "{nights:?}");
    }

    #[test]
    fn an_alarm_has_its_flag() {
        assert!(texts("monitoring-outside").contains(&"alarm".to_owned()));
    }

    #[test]
    fn many_flags_are_told_by_both_ends() {
        let run = played("crash-loop");
        let all = flags(&run.scene(0));
        let told = words(&all);
        assert!(told.starts_with("0:00 deploy"), "{told}");
        assert_eq!(told.contains(" more · "), all.len() > 10, "{told}");
    }
}
