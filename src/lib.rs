#![doc = include_str!("README.md")]

pub mod check;
pub mod lessons;
pub mod literate;
pub mod sim;
pub mod syntax;
pub mod text;
