#![doc = include_str!("README.md")]

pub mod chart;
pub mod check;
pub mod handoff;
pub mod lessons;
pub mod literate;
pub mod sim;
pub mod syntax;
pub mod text;
