#![doc = include_str!("README.md")]

// In the order in which a newcomer reads them; the blank lines keep it. What only the engine needs
// is its feature: the page is built without, which proves that it names none of it.

pub mod text;

pub mod report;

pub mod account;

pub mod edits;

pub mod resources;

pub mod project;

pub mod options;

#[cfg(feature = "engine")]
pub mod syntax;

#[cfg(feature = "engine")]
pub mod pasted;

#[cfg(feature = "engine")]
pub mod cfg;

#[cfg(feature = "engine")]
pub mod dataflow;

#[cfg(feature = "engine")]
pub mod growth;
#[cfg(feature = "engine")]
pub mod typestate;

#[cfg(feature = "engine")]
pub mod rules;

#[cfg(feature = "engine")]
pub mod witness;

#[cfg(feature = "engine")]
pub mod odds;

#[cfg(feature = "engine")]
pub mod fix;

#[cfg(feature = "engine")]
pub mod check;

#[cfg(feature = "engine")]
pub mod literate;

pub mod share;

pub mod sim;

pub mod handoff;

pub mod chart;

pub mod lessons;

pub mod reference;

pub mod protocol;

#[cfg(feature = "engine")]
pub mod engine;

pub mod app;
