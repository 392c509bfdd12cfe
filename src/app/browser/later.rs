//! Code that a visit to Check does not need, as parts of their own: each is downloaded when it is
//! first asked for.
//!
//! `wasm-split-cli` takes the module apart where `wasm_split` says. What a part alone uses goes into
//! the part, so the main part must name nothing of it, not even in a type it packs or unpacks:
//! parts are handed over as functions and trait objects.

use super::bridge;
use crate::app::extra::Extras;
use crate::app::model::{Effect, Model, Msg};
use crate::app::pages;
use crate::protocol::{Extra, ExtraReply};
use wasm_bindgen_futures::JsFuture;
use wasm_split_helpers::wasm_split;

pub use wasm_split_helpers::SplitLoaderError as NotLoaded;

/// What the page gets: every page but Check, and the packing of their work.
#[derive(Clone, Copy)]
pub struct Pages {
    /// Shows a page.
    pub show: pages::Show,
    /// Takes their messages in.
    pub take: fn(&mut Model, Msg) -> Vec<Effect>,
    /// Packs work for the worker.
    pub pack: fn(&Extra) -> Packed,
    /// Unpacks its answer.
    pub unpack: fn(&[u8]) -> Result<ExtraReply, Unreadable>,
}

/// A message in postcard's format.
pub type Packed = Vec<u8>;

/// A message that is none: page and worker are not of the same version.
#[derive(Debug)]
pub struct Unreadable;

/// Answers packed work with a packed answer; a long piece of work as far as a clock allows.
pub trait Answer {
    /// The answer.
    ///
    /// # Errors
    /// If the message cannot be read.
    fn answer(&mut self, work: &[u8], may_go_on: &dyn Fn() -> bool) -> Result<Packed, Unreadable>;
}

/// Loads the pages beside Check.
///
/// # Errors
/// If they cannot be downloaded; the next call tries again.
#[wasm_split(pages, fallible)]
pub fn load_pages() -> Result<Pages, NotLoaded> {
    Ok(Pages {
        show: pages::show,
        take: Model::take_later,
        pack: |extra| pack(extra),
        unpack,
    })
}

/// Loads the pages beside Check and their styles; none if something cannot be downloaded.
pub async fn load_styled_pages() -> Option<Pages> {
    let styles = JsFuture::from(bridge::style("pages"));
    let pages = load_pages().await.ok()?;
    styles.await.is_ok().then_some(pages)
}

/// Loads the worker's code for what they need.
///
/// # Errors
/// If it cannot be downloaded; the next call tries again.
#[wasm_split(work, fallible)]
pub fn load_work() -> Result<Box<dyn Answer>, NotLoaded> {
    Ok(Box::<Extras>::default())
}

impl Answer for Extras {
    fn answer(&mut self, work: &[u8], may_go_on: &dyn Fn() -> bool) -> Result<Packed, Unreadable> {
        Ok(pack(&Self::answer(self, unpack(work)?, may_go_on)))
    }
}

/// Packs a message. None of ours can fail: they are plain data, and the memory grows.
pub fn pack(message: &impl serde::Serialize) -> Packed {
    postcard::to_allocvec(message).unwrap_or_default()
}

/// Unpacks a message.
///
/// # Errors
/// If it is none of that shape.
pub fn unpack<T: serde::de::DeserializeOwned>(packed: &[u8]) -> Result<T, Unreadable> {
    postcard::from_bytes(packed).map_err(|_| Unreadable)
}
