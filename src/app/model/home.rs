//! The front page: six lines of Python, the descriptors they take, and one switch.

use super::player::{Motion, Player};
use super::queue::Which;
use super::{Effect, Model};
use crate::sim::presets::PRESETS;

/// The page's state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Home {
    /// The run being watched; both programs meet the same requests.
    pub player: Player,
    /// Which of the two programs is shown.
    pub program: Program,
}

/// The two programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Program {
    /// Closes the descriptor when nothing raises.
    #[default]
    Leaky,
    /// Closes it on every way out.
    Fixed,
}

/// What can happen on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Msg {
    /// The page is opened, and the reader does not mind movement.
    Enter,
    /// The page is left.
    Leave,
    /// Show the other program.
    Switch(Program),
    /// Play, or pause; at the end, start again.
    Toggle,
    /// So many seconds have gone by.
    Tick(f64),
}

impl Home {
    /// Sets the scene.
    pub(super) fn open(&mut self) {
        if let Ok(scenario) = PRESETS[0].scenario() {
            self.player = Player::new(scenario, 0);
        }
    }

    /// The lane of the program that is shown.
    pub fn lane(&self) -> usize {
        match self.program {
            Program::Leaky => 0,
            Program::Fixed => 1,
        }
    }
}

impl Model {
    /// Takes a message of the front page in.
    pub(super) fn update_home(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        let home = &mut self.home;
        match msg {
            Msg::Enter => {
                if !home.player.is_at_end() {
                    home.player.play();
                }
            }
            Msg::Leave => home.player.pause(),
            Msg::Switch(program) => home.program = program,
            Msg::Toggle => match home.player.motion {
                Motion::Playing => home.player.pause(),
                Motion::Paused => home.player.play(),
            },
            Msg::Tick(seconds) => home.player.tick(seconds),
        }
        self.ask_frames(Which::Home, effects);
    }
}
