#![doc = include_str!("README.md")]

pub mod cfg;
pub mod check;
pub mod dataflow;
pub mod fix;
pub mod lessons;
pub mod odds;
pub mod report;
pub mod resources;
pub mod rules;
pub mod sim;
pub mod syntax;
pub mod text;
pub mod typestate;
pub mod witness;
