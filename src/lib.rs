#![doc = include_str!("README.md")]

// In the order in which a newcomer reads them; the blank lines keep it.

pub mod text;

pub mod report;

pub mod syntax;

pub mod cfg;

pub mod dataflow;

pub mod resources;

pub mod project;

pub mod typestate;

pub mod rules;

pub mod witness;

pub mod odds;

pub mod fix;

pub mod check;

pub mod literate;

pub mod share;

pub mod sim;

pub mod handoff;

pub mod chart;

pub mod lessons;

pub mod reference;

pub mod protocol;

pub mod app;
