//! Resources of one's own: the text of a `leaklab.toml`, and what the worker has read in it.

use super::queue::Lane;
use super::{Effect, Model};
use crate::app::route::Route;
use crate::options::Options;
use crate::project::{Project, Wrong};
use crate::protocol::{Extra, Job, VERSION};
use std::fmt::Write as _;

/// The page's state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The text.
    pub text: String,
    /// What became of it.
    pub state: State,
}

/// What became of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It has been changed since it was read, or never was anything.
    #[default]
    Changed,
    /// The worker is reading it.
    Reading,
    /// It is in use: so many resources.
    Used(usize),
    /// It is in use, and the browser will not keep it.
    NotKept(usize),
    /// It cannot be read; what was in use still is.
    Wrong(Wrong),
    /// The worker failed.
    Failed,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Msg {
    /// This is the text now.
    Type(String),
    /// Use it.
    Use,
    /// The browser would not keep it.
    NotKept,
}

/// The entry of the reference where the text is.
pub const ENTRY: &str = "own";

/// What somebody can start from.
pub const EXAMPLE: &str = r#"# A pair of your project: what gives it, and what gives it back.
[[handle]]
class = "pool.Lease"
kind = "lease"
release = ["give_back"]     # methods that release it
released = "given back"
with = "unsupported"        # or "releases", or "keeps-open"
leak_class = "R4"           # a slot of a pool: see "Leak class R4" below
exhausts = "connections"
ends_in = "pool.PoolTimeout: no lease within 30 s"

[[handle.acquire]]
names = ["pool.lease", ".pool.lease"]  # a function, and a method of whatever is called `pool`;
                                       # `.lease` would be one of anything
"#;

impl Own {
    /// What an earlier visit has left, to be read again.
    pub(super) fn open(&mut self, kept: Option<String>) {
        self.text = kept.unwrap_or_default();
    }

    pub(super) fn failed(&mut self) {
        if self.state == State::Reading {
            self.state = State::Failed;
        }
    }
}

impl Model {
    pub(super) fn update_own(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Type(text) => {
                self.own.text = text;
                self.own.state = State::Changed;
            }
            Msg::Use => self.read_own(effects),
            Msg::NotKept => {
                if let State::Used(count) = self.own.state {
                    self.own.state = State::NotKept(count);
                }
            }
        }
    }

    /// Adds a pair to the text, if it is not there, and uses it; the reader is shown it, to change it.
    pub(super) fn teach(&mut self, pair: &str, effects: &mut Vec<Effect>) {
        if !self.own.text.contains(pair) {
            let before = self.own.text.trim_end();
            self.own.text = match before {
                "" => pair.to_owned(),
                before => format!("{before}\n\n{pair}"),
            };
        }
        self.read_own(effects);
        let entry = ENTRY.to_owned();
        effects.push(Effect::Go(Route::Entry { entry }));
    }

    /// Has the worker read the text.
    pub(super) fn read_own(&mut self, effects: &mut Vec<Effect>) {
        self.own.state = State::Reading;
        let text = self.own.text.clone();
        self.work(effects, |queue, work| {
            queue.submit(Lane::Project, Job::Extra(Extra::ReadProject { text }), work);
        });
    }

    /// What the worker has read is used, and kept; what cannot be read changes nothing.
    pub(super) fn own_read(&mut self, read: Result<Project, Wrong>, effects: &mut Vec<Effect>) {
        if self.own.state != State::Reading {
            return;
        }
        let settings = match read {
            Ok(settings) => settings,
            Err(wrong) => {
                self.own.state = State::Wrong(wrong);
                return;
            }
        };
        self.own.state = State::Used(settings.handles.len());
        let options = Options {
            show: (settings.show.clone()).unwrap_or_else(|| self.check.options.show.clone()),
            ..Options::of(settings)
        };
        if self.check.options == options {
            return;
        }
        effects.push(Effect::KeepSettings {
            text: self.own.text.clone(),
            read: written(&options),
        });
        self.check.options = options;
        self.submit_check(effects);
    }
}

/// Options as text that a browser can keep.
fn written(options: &Options) -> String {
    let bytes = postcard::to_allocvec(options).unwrap_or_default();
    let mut text = format!("{VERSION}:");
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Options that were kept; none if they are of another version, or rubbish.
pub(super) fn kept(text: &str) -> Option<Options> {
    let (version, digits) = text.split_once(':')?;
    if version.parse() != Ok(VERSION) || !digits.is_ascii() {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    postcard::from_bytes(&bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::super::Msg as AppMsg;
    use super::super::check::{Analysis, Msg as CheckMsg};
    use super::*;
    use crate::protocol::ExtraReply;

    fn used(text: &str) -> (Model, Vec<Effect>) {
        let mut model = Model::default();
        model.open_beside(&super::super::Kept::default(), &mut Vec::new());
        model.update(AppMsg::Own(Msg::Type(text.to_owned())));
        model.update(AppMsg::Own(Msg::Use));
        assert_eq!(model.own.state, State::Reading);
        let mut effects = Vec::new();
        model.extra(ExtraReply::Project(Project::read(text)), &mut effects);
        (model, effects)
    }

    #[test]
    fn what_is_read_is_used_and_kept_for_the_next_visit() {
        let (model, effects) = used(EXAMPLE);
        assert_eq!(model.own.state, State::Used(1));
        let read = effects.iter().find_map(|effect| match effect {
            Effect::KeepSettings { read, .. } => Some(read.clone()),
            _ => None,
        });
        assert_eq!(kept(&read.unwrap()), Some(model.check.options));
    }

    #[test]
    fn what_cannot_be_read_changes_nothing() {
        let (model, effects) = used("[[handle]]\nclas = 1");
        assert!(matches!(&model.own.state, State::Wrong(wrong) if wrong.line == 2));
        assert_eq!(model.check.options, Options::default());
        assert!(effects.is_empty());
        for rubbish in [
            "",
            "1:00",
            "x",
            &format!("{VERSION}:zz"),
            &format!("{VERSION}:é0"),
        ] {
            assert_eq!(kept(rubbish), None, "{rubbish}");
        }
    }

    #[test]
    fn a_pair_that_is_taught_is_used_at_once_and_only_once_there() {
        let text =
            "from pool import lease\n\ndef f():\n    x = lease()\n    x.use()\n    x.give_back()\n";
        let mut model = Model::default();
        model.open_beside(&super::super::Kept::default(), &mut Vec::new());
        let known = |model: &Model| crate::check::check("a.py", text, &model.check.options);
        let report = known(&model);
        assert_eq!((report.findings.len(), report.look_alikes.len()), (0, 1));
        for _ in 0..2 {
            model.check.analysis = Analysis::Analysing(None);
            model.check.done(report.clone(), 1.0);
            let effects = model.update(AppMsg::Check(CheckMsg::Teach(0)));
            let entry = ENTRY.to_owned();
            assert!(effects.contains(&Effect::Go(Route::Entry { entry })));
            assert_eq!(model.own.text.matches("[[handle]]").count(), 1);
            assert_eq!(model.own.state, State::Reading);
            let read = Project::read(&model.own.text);
            model.extra(ExtraReply::Project(read), &mut Vec::new());
            assert_eq!(model.own.state, State::Used(1));
        }
        let report = known(&model);
        assert_eq!((report.findings.len(), report.look_alikes.len()), (1, 0));
    }

    #[test]
    fn nothing_is_a_text_too() {
        let (model, _) = used("");
        assert_eq!(model.own.state, State::Used(0));
    }
}
