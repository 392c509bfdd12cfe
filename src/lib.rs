#![doc = include_str!("README.md")]

pub mod app;
pub mod check;
pub mod lessons;
pub mod protocol;
pub mod sim;
