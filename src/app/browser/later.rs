//! Code that a first visit to Check does not need, as parts of their own that are downloaded when they
//! are first wanted: the other pages, the worker's code for them, and what makes fixes together.
//!
//! `wasm-split-cli` takes the module apart where `wasm_split` says; what a part alone uses goes into
//! the part.

use crate::app::extra::Extras;
use crate::app::pages::{self, Show};
use crate::check::Session;
use crate::protocol::{Extra, ExtraReply};
use crate::report::{FileReport, Repair};
use wasm_split_helpers::wasm_split;

pub use wasm_split_helpers::SplitLoaderError as NotLoaded;

/// Answers extra work; a long piece of it as far as a clock allows.
pub trait Answer {
    /// The answer.
    fn answer(&mut self, work: Extra, may_go_on: &dyn Fn() -> bool) -> ExtraReply;
}

impl Answer for Extras {
    fn answer(&mut self, work: Extra, may_go_on: &dyn Fn() -> bool) -> ExtraReply {
        Self::answer(self, work, may_go_on)
    }
}

/// Loads the pages beside Check.
///
/// # Errors
/// If they cannot be downloaded; the next call tries again.
#[wasm_split(pages, fallible)]
pub fn load_pages() -> Result<Show, NotLoaded> {
    Ok(pages::beside)
}

/// Makes the fixes of a text's findings together: its name, the text, its report.
pub type Together = fn(&Session, &str, &str, &FileReport) -> Vec<Repair>;

/// Loads what makes fixes together.
///
/// # Errors
/// If it cannot be downloaded; the next call tries again.
#[wasm_split(together, fallible)]
pub fn load_together() -> Result<Together, NotLoaded> {
    Ok(Session::repairs)
}

/// Loads the worker's code for what they need.
///
/// # Errors
/// If it cannot be downloaded; the next call tries again.
#[wasm_split(work, fallible)]
pub fn load_work() -> Result<Box<dyn Answer>, NotLoaded> {
    Ok(Box::<Extras>::default())
}
