//! The keys of the page: what each does, and how it is called. The page's sheet, its tooltips and the
//! reference are made from this one list.

use super::super::player::SPEEDS;
use super::{Msg, Simulate};

/// Something that a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Play, or pause.
    Toggle,
    /// One frame on.
    Forward,
    /// One frame back.
    Back,
    /// The next higher speed.
    Faster,
    /// The next lower one.
    Slower,
    /// To the start.
    Rewind,
    /// Copies a link to the moment.
    Share,
    /// Shows the keys, or hides them.
    Help,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// The keys, as the browser names them, in small letters; each does the same.
    pub keys: &'static [&'static str],
    /// How they are shown.
    pub shown: &'static [&'static str],
    /// What they do.
    pub action: Action,
    /// The same in words.
    pub words: &'static str,
}

/// Every key.
pub const SHORTCUTS: [Shortcut; 8] = [
    Shortcut {
        keys: &[" ", "k"],
        shown: &["Space", "K"],
        action: Action::Toggle,
        words: "Play, or pause",
    },
    Shortcut {
        keys: &["arrowright", "."],
        shown: &["→", "."],
        action: Action::Forward,
        words: "One step on",
    },
    Shortcut {
        keys: &["arrowleft", ","],
        shown: &["←", ","],
        action: Action::Back,
        words: "One step back",
    },
    Shortcut {
        keys: &["+", "=", ">"],
        shown: &["+"],
        action: Action::Faster,
        words: "Faster",
    },
    Shortcut {
        keys: &["-", "<"],
        shown: &["−"],
        action: Action::Slower,
        words: "Slower",
    },
    Shortcut {
        keys: &["r", "0"],
        shown: &["R", "0"],
        action: Action::Rewind,
        words: "Back to the start",
    },
    Shortcut {
        keys: &["s"],
        shown: &["S"],
        action: Action::Share,
        words: "Copy a link to this moment",
    },
    Shortcut {
        keys: &["?"],
        shown: &["?"],
        action: Action::Help,
        words: "Show these keys, or hide them",
    },
];

/// Every key, one a line.
pub fn all_keys() -> String {
    let keys = SHORTCUTS.iter().flat_map(|shortcut| shortcut.keys);
    keys.copied().collect::<Vec<_>>().join("\n")
}

/// What a key does, by the name that the browser gives it, in small letters.
pub fn action(key: &str) -> Option<Action> {
    let has = |shortcut: &&Shortcut| shortcut.keys.contains(&key);
    SHORTCUTS.iter().find(has).map(|shortcut| shortcut.action)
}

/// The first key of an action, as it is shown.
pub fn key_of(action: Action) -> &'static str {
    let shortcut = SHORTCUTS.iter().find(|shortcut| shortcut.action == action);
    shortcut.map_or("", |shortcut| shortcut.shown[0])
}

impl Simulate {
    /// The message of an action, apart from those that only the page can do.
    pub fn msg_of(&self, action: Action) -> Option<Msg> {
        let now = self.player.speed;
        match action {
            Action::Toggle => Some(Msg::Toggle),
            Action::Forward => Some(Msg::Step(1)),
            Action::Back => Some(Msg::Step(-1)),
            Action::Faster => {
                let faster = SPEEDS.into_iter().find(|speed| *speed > now * 1.001);
                faster.map(Msg::Speed)
            }
            Action::Slower => {
                let slower = SPEEDS.into_iter().rev().find(|speed| *speed < now * 0.999);
                slower.map(Msg::Speed)
            }
            Action::Rewind => Some(Msg::Rewind),
            Action::Share | Action::Help => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things() {
        let mut all: Vec<&str> = SHORTCUTS.iter().flat_map(|it| it.keys).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert_eq!(action("k"), Some(Action::Toggle));
        assert_eq!(action("x"), None);
        assert_eq!(key_of(Action::Back), "←");
    }

    #[test]
    fn speeds_go_up_and_down_and_end() {
        let mut page = Simulate::default();
        page.player.speed = SPEEDS[3];
        assert_eq!(page.msg_of(Action::Faster), Some(Msg::Speed(SPEEDS[4])));
        assert_eq!(page.msg_of(Action::Slower), Some(Msg::Speed(SPEEDS[2])));
        page.player.speed = SPEEDS[0];
        assert_eq!(page.msg_of(Action::Slower), None);
        page.player.speed = SPEEDS[SPEEDS.len() - 1];
        assert_eq!(page.msg_of(Action::Faster), None);
    }
}
